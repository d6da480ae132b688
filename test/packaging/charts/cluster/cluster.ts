import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { find, type Manifest } from '../../../support/helm.ts';
import { selects } from '../pods.ts';
import { makeImage, type Place, Volumes } from './container.ts';
import { Network } from './network.ts';
import { Pod, type Prober } from './pod.ts';

/** Slow enough that a run outlasts what is done to it, whatever the machine. */
const LINK = '50mbit';

/** Runs the StatefulSets of rendered manifests, in network namespaces that stand for pods. */
export class Cluster {
  readonly volumes: Volumes;
  readonly #namespace: string;
  readonly #network = new Network();
  readonly #pods = new Map<string, Pod>();
  /** A pod that comes back has its old address, as behind a Service. */
  readonly #addresses = new Map<string, ReturnType<Network['add']>>();
  readonly #place: Place;
  readonly #prober: ChildProcess;
  #probes = 0;

  /** @param claims folders of the claims that no manifest makes */
  constructor(
    folder: string,
    manifests: readonly Manifest[],
    claims: Readonly<Record<string, string>> = {},
    namespace = 'lab',
  ) {
    this.#namespace = namespace;
    const places = ['image', 'volumes'].map((name) => join(folder, name));
    for (const place of places) mkdirSync(place, { recursive: true });
    this.volumes = new Volumes(places[1]!, manifests, claims);
    const hosts = join(folder, 'hosts');
    writeFileSync(hosts, '');
    this.#place = { image: makeImage(places[0]!), volumes: this.volumes, manifests, hosts };
    const script = fileURLToPath(new URL('prober.mjs', import.meta.url));
    const words = ['netns', 'exec', this.#network.node.name, process.execPath, script];
    this.#prober = spawn('ip', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#prober.setMaxListeners(0);
  }

  /** Brings a StatefulSet to so many pods: new ones in parallel, the last ones leave first. */
  async scale(name: string, replicas: number): Promise<void> {
    const { spec } = find(this.#place.manifests, 'StatefulSet', name);
    for (let ordinal = 0; ordinal < replicas; ordinal++) {
      if (!this.#pods.has(`${name}-${ordinal}`)) this.#start(`${name}-${ordinal}`, spec.template);
    }
    const surplus = [...this.#pods.keys()].filter(
      (pod) => pod.startsWith(`${name}-`) && Number(pod.slice(name.length + 1)) >= replicas,
    );
    await Promise.all(surplus.map((pod) => this.remove(pod)));
  }

  /** Runs a pod that ends by itself, such as a hook. */
  async run({ metadata, spec }: Manifest): Promise<Pod> {
    const pod = this.#start(metadata.name, { metadata, spec });
    await pod.ended();
    this.#pods.delete(metadata.name);
    return pod;
  }

  pod(name: string): Pod {
    return this.#pods.get(name)!;
  }

  get pods(): readonly Pod[] {
    return [...this.#pods.values()];
  }

  /** In good order, as a drain or a deletion does it. */
  async remove(name: string): Promise<Pod> {
    const pod = this.pod(name);
    await pod.remove();
    this.#pods.delete(name);
    return pod;
  }

  async destroy(): Promise<void> {
    for (const pod of this.pods) pod.destroy();
    await Promise.all(this.pods.map((pod) => pod.ended()));
    this.#prober.kill();
    this.#network.remove();
  }

  #start(name: string, { metadata, spec }: { metadata: Manifest['metadata']; spec: object }): Pod {
    const host = this.#addresses.get(name) ?? this.#network.add(LINK);
    this.#addresses.set(name, host);
    this.#nameIt(name, host.address, metadata.labels ?? {});
    const pod = new Pod(name, spec, host, this.#place, this.#probe);
    this.#pods.set(name, pod);
    pod.start();
    return pod;
  }

  /** DNS: the names under which Services make a pod known. */
  #nameIt(pod: string, address: string, labels: Record<string, string>): void {
    const services = this.#place.manifests.filter(
      ({ kind, spec }) => kind === 'Service' && selects({ matchLabels: spec.selector }, labels),
    );
    const names = services.flatMap(({ metadata, spec }) => {
      const service = `${metadata.name}.${this.#namespace}.svc`;
      return spec.clusterIP === 'None' ? [`${pod}.${service}`] : [metadata.name, service];
    });
    if (names.length > 0) writeFileSync(this.#place.hosts, `${address} ${names.join(' ')}\n`, { flag: 'a' });
  }

  readonly #probe: Prober = (probe, address) =>
    new Promise((resolve) => {
      const id = ++this.#probes;
      const hear = (answer: { id: number; trouble?: string }) => {
        if (answer.id !== id) return;
        this.#prober.off('message', hear);
        resolve(answer.trouble);
      };
      this.#prober.on('message', hear);
      this.#prober.send({ id, probe, address });
    });
}
