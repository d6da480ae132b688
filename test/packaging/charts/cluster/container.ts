/** What a node makes of a container's part of a manifest: a root, volumes, and the command line that enters them. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentOf, lineage, stagesOf } from '../../../../scripts/dockerfile.mjs';
import { runtime } from '../../../support/engines.ts';
import type { Manifest } from '../../../support/helm.ts';

const CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url));
const IMAGE_ENVIRONMENT = environmentOf(
  lineage(stagesOf(readFileSync(join(CHECKOUT, 'deploy/Dockerfile'), 'utf8')), 'cpu'),
);

// biome-ignore lint/suspicious/noExplicitAny: the schemas test holds the types
type Any = any;

/** Files that the image has, by their place in it, and where this machine has them. */
const FILES: Readonly<Record<string, string>> = {
  '/usr': '/usr',
  '/opt/node/node': process.execPath,
  ...Object.fromEntries(
    ['package.json', 'node_modules', 'dist', 'jobs', 'deploy'].map((name) => [
      `/opt/lockstep/${name}`,
      join(CHECKOUT, name),
    ]),
  ),
  ...(runtime
    ? { [`/var/cache/lockstep/tensorflow/${runtime.folder.split('/').at(-1)}`]: runtime.folder }
    : {}),
};
const PATH = '/opt/node:/usr/local/bin:/usr/bin:/bin';

/** The root of the image as deploy/Dockerfile lays it out, with nothing but places to mount things. */
export function makeImage(folder: string): string {
  for (const [place, source] of Object.entries(FILES)) {
    const path = join(folder, place);
    mkdirSync(join(path, '..'), { recursive: true });
    if (statSync(source).isDirectory()) mkdirSync(path);
    else writeFileSync(path, '');
  }
  for (const name of ['proc', 'dev', 'etc']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'etc/hosts'), '');
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) symlinkSync(`usr/${name}`, join(folder, name));
  symlinkSync('/opt/lockstep/dist/cli/main.js', join(folder, 'opt/node/lockstep'));
  return folder;
}

/** The volumes of a cluster, as folders; those of claims outlive the pods. */
export class Volumes {
  readonly #folder: string;
  readonly #manifests: readonly Manifest[];
  readonly #claims: Readonly<Record<string, string>>;

  /** @param claims folders of the claims that no manifest makes */
  constructor(folder: string, manifests: readonly Manifest[], claims: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#manifests = manifests;
    this.#claims = claims;
  }

  claim(name: string): string {
    return this.#claims[name] ?? join(this.#folder, `claim-${name}`);
  }

  /** The folder of a volume of a pod, owned as its securityContext says. */
  provide(
    { name, secret, configMap, emptyDir, persistentVolumeClaim }: Any,
    pod: string,
    group: number,
  ): string {
    if (secret) return this.#files('Secret', secret.secretName, 'base64', secret.defaultMode, group);
    if (configMap) return this.#files('ConfigMap', configMap.name, 'utf8', 0o644, group);
    const folder = emptyDir
      ? join(this.#folder, `${pod}-${name}`)
      : this.claim(persistentVolumeClaim.claimName);
    if (existsSync(folder)) return folder;
    mkdirSync(folder);
    chownSync(folder, 0, group);
    chmodSync(folder, emptyDir ? 0o2777 : 0o2775);
    return folder;
  }

  /** As the kubelet writes them: the names are links, through `..data`, to files of one version. */
  #files(kind: string, name: string, encoding: BufferEncoding, mode: number, group: number): string {
    const folder = join(this.#folder, `${kind}-${name}`);
    if (existsSync(folder)) return folder;
    mkdirSync(join(folder, '..version'), { recursive: true });
    symlinkSync('..version', join(folder, '..data'));
    const { data } = this.#manifests.find((one) => one.kind === kind && one.metadata.name === name)!;
    for (const [key, content] of Object.entries(data)) {
      const file = join(folder, '..version', key);
      writeFileSync(file, Buffer.from(String(content), encoding), { mode });
      chownSync(file, 0, group);
      symlinkSync(`..data/${key}`, join(folder, key));
    }
    return folder;
  }
}

export interface Place {
  readonly image: string;
  readonly volumes: Volumes;
  readonly manifests: readonly Manifest[];
  /** The file of host names. */
  readonly hosts: string;
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** What a shell in mount, PID and host name namespaces of its own does to become this container. */
export function entryScript(pod: string, spec: Any, container: Any, place: Place): string {
  const { image, volumes } = place;
  const { runAsUser, runAsGroup, fsGroup } = spec.securityContext;
  const lines = ['set -e', `echo ${pod} > /proc/sys/kernel/hostname`, `mount --bind ${image} ${image}`];
  const mount = (source: string, at: string, readOnly = true) => {
    const target = quote(join(image, at));
    lines.push(`mount --bind ${quote(source)} ${target}`);
    if (readOnly) lines.push(`mount -o remount,ro,bind ${target}`);
  };
  for (const [at, source] of Object.entries(FILES)) mount(source, at);
  mount(place.hosts, '/etc/hosts');
  lines.push(`mount --rbind /dev ${image}/dev`, `mount -t tmpfs tmpfs ${image}/dev/shm`);
  lines.push(`mount -t proc proc ${image}/proc`);
  for (const { name, mountPath, subPath = '', readOnly = false } of container.volumeMounts ?? []) {
    const volume = spec.volumes.find((one: Any) => one.name === name);
    const source = join(volumes.provide(volume, pod, fsGroup), subPath);
    if (!existsSync(source)) {
      mkdirSync(source);
      chownSync(source, 0, fsGroup);
      chmodSync(source, 0o2775);
    }
    lines.push(`mkdir -p ${quote(join(image, mountPath))}`);
    mount(source, mountPath, readOnly);
  }
  if (container.securityContext.readOnlyRootFilesystem) lines.push(`mount -o remount,ro,bind ${image}`);
  const environment = { PATH, ...IMAGE_ENVIRONMENT, ...environmentOfPod(pod, container, place.manifests) };
  const rights = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
  const user = [`--reuid=${runAsUser}`, `--regid=${runAsGroup}`, `--groups=${fsGroup}`];
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const words = [...container.command, ...container.args.map((arg: string) => expand(arg, environment))];
  const entry = ['chroot', image, 'setpriv', ...user, ...rights, 'env', '-i', ...settings, ...words];
  return [...lines, `exec ${entry.map(quote).join(' ')}`].join('\n');
}

function environmentOfPod(pod: string, { env = [], resources }: Any, manifests: readonly Manifest[]) {
  const value = ({ value, valueFrom }: Any): string => {
    if (value !== undefined) return value;
    const { fieldRef, configMapKeyRef: key, resourceFieldRef } = valueFrom;
    if (fieldRef) return { 'metadata.name': pod }[fieldRef.fieldPath as string]!;
    if (resourceFieldRef) return String(resources.limits.cpu);
    return manifests.find((one) => one.kind === 'ConfigMap' && one.metadata.name === key.name)!.data[key.key];
  };
  return Object.fromEntries(env.map((one: Any) => [one.name, value(one)]));
}

/** `$(NAME)` in an argument, as Kubernetes replaces it. */
function expand(argument: string, environment: Readonly<Record<string, string>>): string {
  return argument.replaceAll(/\$\((\w+)\)/g, (whole, name) => environment[name] ?? whole);
}
