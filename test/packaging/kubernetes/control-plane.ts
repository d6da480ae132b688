/** A Kubernetes control plane without nodes: the real programs, as processes of this machine, in a folder of their own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once as event } from 'node:events';
import { existsSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../../base/hash.ts';
import { cacheDir } from '../../../cli/flags.ts';
import { freePort } from '../../support/free-port.ts';
import { once } from '../../support/once.ts';
import { Api } from './api.ts';
import { Authority, type Credentials, rsaKey } from './pki.ts';

const NAMES = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;
type Name = (typeof NAMES)[number];

const MODULE = fileURLToPath(new URL('control-plane', import.meta.url));
const FOLDERS = [process.env.KUBEBUILDER_ASSETS ?? '', ...(process.env.PATH ?? '').split(delimiter)];
const present = new Map(
  NAMES.flatMap((name) => {
    const program = FOLDERS.map((folder) => join(folder, name)).find(existsSync);
    return program ? [[name, program] as const] : [];
  }),
);
const complete = present.size === NAMES.length;

export const GO = spawnSync('go', ['version']).status === 0;
/** Whether the programs are on the PATH, or in KUBEBUILDER_ASSETS, or Go is there to build them. */
export const CONTROL_PLANE = complete || GO;

/** Builds them where they are not there: ten minutes of two cores, once; they stay in the user's cache. */
async function programs(): Promise<ReadonlyMap<Name, string>> {
  if (complete) return present;
  const sources = ['go.mod', 'go.sum', 'main.go'].map((name) => readFileSync(join(MODULE, name), 'utf8'));
  const [, version, major, minor] = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(sources[0]!)!;
  const names = { gitVersion: version, gitMajor: major, gitMinor: minor };
  const says = Object.entries(names).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  // Optimizing takes half of the time of compiling, and these programs have little to do.
  const flags = ['-trimpath', `-ldflags=-s -w ${says.join(' ')}`, '-gcflags=all=-N -l -dwarf=false'];
  const hash = sha256([...sources, ...flags].join())
    .toString('hex')
    .slice(0, 16);
  const folder = await once(join(cacheDir(), `control-plane-${hash}`), (made) => build(made, flags));
  return new Map(NAMES.map((name) => [name, join(folder, name)]));
}

async function build(folder: string, flags: readonly string[]): Promise<void> {
  const program = join(folder, 'control-plane');
  const child = spawn('go', ['build', ...flags, '-o', program, '.'], {
    cwd: MODULE,
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: 'inherit',
  });
  const [code] = await event(child, 'exit');
  if (code !== 0) throw new Error(`go build of ${MODULE} ends with ${code}`);
  for (const name of NAMES) symlinkSync('control-plane', join(folder, name));
}

export class ControlPlane {
  readonly api: Api;
  /** Of an administrator, for helm and kubectl. */
  readonly kubeconfig: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #authority = new Authority();
  readonly #processes = new Map<Name, ChildProcess>();

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    const administrator = this.#authority.issue('administrator', ['system:masters']);
    this.api = new Api(port, this.#authority.certificate, administrator);
    this.kubeconfig = this.#kubeconfig('administrator', administrator);
  }

  /** Resolves when the API is served, and controllers and scheduler run. */
  static async start(folder: string): Promise<ControlPlane> {
    const all = await programs();
    const plane = new ControlPlane(folder, await freePort());
    try {
      await plane.#start(all);
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  async stop(): Promise<void> {
    this.api.close();
    const ends = [...this.#processes.values()].map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = event(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    });
    await Promise.all(ends);
  }

  async #start(all: ReadonlyMap<Name, string>): Promise<void> {
    const ca = this.#file('ca.crt', this.#authority.certificate);
    const accounts = this.#file('accounts.key', rsaKey());
    const server = this.#authority.issue('kube-apiserver', [], ['127.0.0.1', '10.96.0.1']);
    const etcd = `http://127.0.0.1:${await freePort()}`;
    const peer = `http://127.0.0.1:${await freePort()}`;
    this.#run(all, 'etcd', {
      'data-dir': join(this.#folder, 'etcd'),
      'listen-client-urls': etcd,
      'advertise-client-urls': etcd,
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
      'initial-cluster': `default=${peer}`,
      'unsafe-no-fsync': 'true',
    });
    this.#run(all, 'kube-apiserver', {
      'etcd-servers': etcd,
      'bind-address': '127.0.0.1',
      // Of a network that documentation uses: nobody is told to come here.
      'advertise-address': '192.0.2.1',
      'secure-port': String(this.#port),
      'tls-cert-file': this.#file('server.crt', server.certificate),
      'tls-private-key-file': this.#file('server.key', server.key),
      'client-ca-file': ca,
      'authorization-mode': 'RBAC',
      'service-cluster-ip-range': '10.96.0.0/16',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-signing-key-file': accounts,
      'service-account-key-file': accounts,
    });
    await this.#until(
      'kube-apiserver',
      async () => (await this.api.get('/api/v1/namespaces/default')) !== undefined,
    );
    const client = (name: Name) => {
      const user = `system:${name}`;
      return { kubeconfig: this.#kubeconfig(name, this.#authority.issue(user)), 'leader-elect': 'false' };
    };
    this.#run(all, 'kube-controller-manager', {
      ...client('kube-controller-manager'),
      'secure-port': '0',
      'use-service-account-credentials': 'true',
      'service-account-private-key-file': accounts,
      'root-ca-file': ca,
      // A busy machine is no node that is lost.
      'node-monitor-grace-period': '10m',
      'horizontal-pod-autoscaler-sync-period': '1s',
    });
    this.#run(all, 'kube-scheduler', { ...client('kube-scheduler'), 'secure-port': '0' });
    // Made by a controller: the service account of a namespace.
    const account = '/api/v1/namespaces/default/serviceaccounts/default';
    await this.#until('kube-controller-manager', async () => (await this.api.get(account)) !== undefined);
  }

  /** None of them outlives this process. */
  #run(all: ReadonlyMap<Name, string>, name: Name, flags: Readonly<Record<string, string>>): void {
    const log = openSync(join(this.#folder, `${name}.log`), 'w');
    const words = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const child = spawn('setpriv', ['--pdeathsig', 'SIGKILL', all.get(name)!, ...words], {
      stdio: ['ignore', log, log],
    });
    this.#processes.set(name, child);
  }

  /** @throws with the end of its log when the program ends before */
  async #until(name: Name, isThere: () => Promise<boolean>): Promise<void> {
    while (!(await isThere().catch(() => false))) {
      for (const [one, { exitCode, signalCode }] of this.#processes) {
        if (exitCode === null && signalCode === null) continue;
        const log = readFileSync(join(this.#folder, `${one}.log`), 'utf8');
        throw new Error(
          `${one} ended with ${exitCode ?? signalCode}, ${name} is awaited:\n${log.slice(-4000)}`,
        );
      }
      await delay(100);
    }
  }

  #kubeconfig(name: string, { certificate, key }: Credentials): string {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const cluster = {
      server: `https://127.0.0.1:${this.#port}`,
      'certificate-authority-data': base64(this.#authority.certificate),
    };
    const user = { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster }],
      users: [{ name, user }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: name } }],
      'current-context': 'test',
    };
    return this.#file(`${name}.kubeconfig`, JSON.stringify(config));
  }

  #file(name: string, content: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }
}
