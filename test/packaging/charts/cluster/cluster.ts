import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { find, type Manifest } from '../../../support/helm.ts';
import { Volumes } from './container.ts';
import { Machine } from './machine.ts';
import type { Pod } from './pod.ts';

/** Runs the StatefulSets of rendered manifests, in network namespaces that stand for pods. */
export class Cluster {
  readonly volumes: Volumes;
  readonly #manifests: readonly Manifest[];
  readonly #pods = new Map<string, Pod>();
  readonly #machine: Machine;

  /** @param claims folders of the claims that no manifest makes */
  constructor(folder: string, manifests: readonly Manifest[], claims: Readonly<Record<string, string>> = {}) {
    this.#manifests = manifests;
    const volumes = join(folder, 'volumes');
    mkdirSync(volumes, { recursive: true });
    this.volumes = new Volumes(volumes, manifests, claims);
    this.#machine = new Machine(folder);
  }

  /** Brings a StatefulSet to so many pods: new ones in parallel, the last ones leave first. */
  async scale(name: string, replicas: number): Promise<void> {
    const { spec } = find(this.#manifests, 'StatefulSet', name);
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
    this.#machine.remove();
  }

  #start(name: string, template: { metadata: Manifest['metadata']; spec: object }): Pod {
    const pod = this.#machine.start(name, template, this.#manifests, this.volumes);
    this.#pods.set(name, pod);
    return pod;
  }
}
