/** A control plane with what a user has in hand: helm and kubectl, and a namespace that holds pods to the strictest rules. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CHART, HELM, KUBECTL } from '../../support/helm.ts';
import type { Any, Api } from './api.ts';
import { ControlPlane } from './control-plane.ts';
import { Kubelet, type Runtime } from './kubelet.ts';

export const NAMESPACE = 'lab';
const DEADLINE_MS = 600_000;

export class Lab {
  readonly api: Api;
  readonly #plane: ControlPlane;
  readonly #folder: string;
  #kubelet: Kubelet | undefined;

  private constructor(plane: ControlPlane, folder: string) {
    this.#plane = plane;
    this.#folder = folder;
    this.api = plane.api;
  }

  static async start(folder: string): Promise<Lab> {
    mkdirSync(join(folder, 'plane'));
    const lab = new Lab(await ControlPlane.start(join(folder, 'plane')), folder);
    const levels = ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']);
    const metadata = { name: NAMESPACE, labels: Object.fromEntries(levels) };
    await lab.api.do('POST', '/api/v1/namespaces', { metadata });
    return lab;
  }

  async addNodes(names: readonly string[], runtime: Runtime): Promise<void> {
    this.#kubelet = new Kubelet(this.api, names, runtime);
    await this.#kubelet.start();
  }

  async stop(): Promise<void> {
    try {
      await this.#kubelet?.stop();
    } finally {
      await this.#plane.stop();
    }
  }

  /** @returns what it prints. @throws with what it says when it fails */
  async helm(verb: string, ...args: string[]): Promise<string> {
    return (await this.#run(HELM!, [verb, '--namespace', NAMESPACE, ...args])).stdout;
  }

  /** @returns what it prints, warnings too */
  async kubectl(verb: string, ...args: string[]): Promise<string> {
    const { stdout, stderr } = await this.#run(KUBECTL, [verb, '--namespace', NAMESPACE, ...args]);
    return stdout + stderr;
  }

  /** Installs the chart, or upgrades the release, with these values over those it had. */
  async upgrade(release: string, values: object, ...args: string[]): Promise<string> {
    const file = join(this.#folder, 'values.json');
    writeFileSync(file, JSON.stringify(values));
    return await this.helm(
      'upgrade',
      '--install',
      release,
      CHART,
      '--reuse-values',
      '--values',
      file,
      ...args,
    );
  }

  /** Objects of the namespace; `kind` as in its address, such as `apis/apps/v1/statefulsets`. */
  async list(kind: string): Promise<Any[]> {
    return await this.api.list(this.#at(kind));
  }

  async get(kind: string, name: string): Promise<Any> {
    return await this.api.get(`${this.#at(kind)}/${name}`);
  }

  /** A volume of this machine that a claim of such a size can be bound to. */
  async addVolume(name: string, path: string, storage: string): Promise<void> {
    const spec = { capacity: { storage }, accessModes: ['ReadWriteOnce'], hostPath: { path } };
    await this.api.do('POST', '/api/v1/persistentvolumes', { metadata: { name }, spec });
  }

  async addClaim(name: string, volumeName: string, storage: string): Promise<void> {
    const spec = { volumeName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } };
    await this.api.do('POST', this.#at('api/v1/persistentvolumeclaims'), { metadata: { name }, spec });
  }

  /** Resolves when `look` finds something, with that. @throws when it does not in ten minutes, or the nodes fail */
  async until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    for (const start = Date.now(); Date.now() - start < DEADLINE_MS; await delay(100)) {
      this.#kubelet?.check();
      const found = await look();
      if (found !== undefined && found !== false) return found;
    }
    throw new Error(`in vain awaited: ${what}`);
  }

  #at(kind: string): string {
    const split = kind.lastIndexOf('/');
    return `/${kind.slice(0, split)}/namespaces/${NAMESPACE}/${kind.slice(split + 1)}`;
  }

  async #run(program: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
    const env = { ...process.env, HOME: this.#folder, KUBECONFIG: this.#plane.kubeconfig };
    return await promisify(execFile)(program, args, { env, maxBuffer: 1 << 28 });
  }
}
