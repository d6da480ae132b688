import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '../../../support/helm.ts';
import { selects } from '../pods.ts';
import { makeImage, type Volumes } from './container.ts';
import { Network } from './network.ts';
import { Pod, type Prober } from './pod.ts';

/** Slow enough that a run outlasts what is done to it, whatever the machine. */
const LINK = '50mbit';

/** What stands for the nodes of a cluster: the image, a network, names and probes, for pods in namespaces of this machine. */
export class Machine {
  readonly #namespace: string;
  readonly #network = new Network();
  /** A pod that comes back has its old address, as behind a Service. */
  readonly #addresses = new Map<string, ReturnType<Network['add']>>();
  readonly #image: string;
  readonly #hosts: string;
  readonly #prober: ChildProcess;
  #probes = 0;

  /** @param namespace of Kubernetes, whose Services name the pods */
  constructor(folder: string, namespace = 'lab') {
    this.#namespace = namespace;
    const image = join(folder, 'image');
    mkdirSync(image, { recursive: true });
    this.#image = makeImage(image);
    this.#hosts = join(folder, 'hosts');
    writeFileSync(this.#hosts, '');
    const script = fileURLToPath(new URL('prober.mjs', import.meta.url));
    const words = ['netns', 'exec', this.#network.node.name, process.execPath, script];
    this.#prober = spawn('ip', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#prober.setMaxListeners(0);
  }

  /** @param manifests Services that name the pod, and Secrets and ConfigMaps that it reads */
  start(
    name: string,
    { metadata, spec }: { metadata: Partial<Manifest['metadata']>; spec: object },
    manifests: readonly Manifest[],
    volumes: Volumes,
  ): Pod {
    const host = this.#addresses.get(name) ?? this.#network.add(LINK);
    this.#addresses.set(name, host);
    this.#nameIt(name, host.address, metadata.labels ?? {}, manifests);
    const place = { image: this.#image, volumes, manifests, hosts: this.#hosts };
    const pod = new Pod(name, spec, host, place, this.#probe);
    pod.start();
    return pod;
  }

  /** After all pods have ended. */
  remove(): void {
    this.#prober.kill();
    this.#network.remove();
  }

  /** DNS: the names under which Services make a pod known. */
  #nameIt(
    pod: string,
    address: string,
    labels: Record<string, string>,
    manifests: readonly Manifest[],
  ): void {
    const services = manifests.filter(
      ({ kind, spec }) => kind === 'Service' && selects({ matchLabels: spec.selector }, labels),
    );
    const names = services.flatMap(({ metadata, spec }) => {
      const service = `${metadata.name}.${this.#namespace}.svc`;
      return spec.clusterIP === 'None' ? [`${pod}.${service}`] : [metadata.name, service];
    });
    if (names.length > 0) writeFileSync(this.#hosts, `${address} ${names.join(' ')}\n`, { flag: 'a' });
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
