/** What runs the pods of the test's nodes: nothing at all, or processes in namespaces. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../support/helm.ts';
import { Volumes } from '../charts/cluster/container.ts';
import { Machine } from '../charts/cluster/machine.ts';
import type { Pod } from '../charts/cluster/pod.ts';
import type { Any, Api } from './api.ts';
import type { Running, Runtime } from './kubelet.ts';

/** Pods that only seem to run: what controllers do with them is the matter. */
export class SeemingPods implements Runtime {
  /** Names of pods that are not ready. */
  readonly sick = new Set<string>();
  /** Names of pods as they were started and removed, in this order. */
  readonly story: string[] = [];
  #started = 0;

  async start({ metadata: { name }, spec }: Any): Promise<Running> {
    const { sick, story } = this;
    story.push(`+${name}`);
    const number = ++this.#started;
    return {
      address: `10.214.${number >> 8}.${number & 255}`,
      ends: spec.restartPolicy === 'Never' ? [0] : [],
      get isReady() {
        return !sick.has(name);
      },
      remove: async () => story.push(`-${name}`),
    };
  }
}

/** Pods as processes in namespaces of this machine, on what the API has by now. */
export class Processes implements Runtime {
  /** By name. */
  readonly pods = new Map<string, Pod>();
  readonly #api: Api;
  readonly #folder: string;
  readonly #machine: Machine;

  constructor(api: Api, folder: string) {
    this.#api = api;
    this.#folder = folder;
    this.#machine = new Machine(folder);
  }

  async start({ metadata, spec }: Any): Promise<Running> {
    const { name, namespace, uid } = metadata;
    const volumes = join(this.#folder, uid);
    mkdirSync(volumes);
    const manifests = await this.#readables(namespace);
    const claims = await this.#claims(namespace);
    const pod = this.#machine.start(
      name,
      { metadata, spec },
      manifests,
      new Volumes(volumes, manifests, claims),
    );
    this.pods.set(name, pod);
    return {
      address: pod.host.address,
      ends: pod.ends,
      get isReady() {
        return pod.isReady;
      },
      remove: () => pod.remove(),
    };
  }

  /** After the kubelet has ended its pods. */
  remove(): void {
    this.#machine.remove();
  }

  async #readables(namespace: string): Promise<Manifest[]> {
    const kinds = { secrets: 'Secret', configmaps: 'ConfigMap', services: 'Service' };
    const lists = Object.entries(kinds).map(async ([path, kind]) => {
      const items = await this.#api.list(`/api/v1/namespaces/${namespace}/${path}`);
      return items.map((item) => ({ ...item, kind }));
    });
    return (await Promise.all(lists)).flat();
  }

  /** Folders of the volumes to which a controller has bound claims. */
  async #claims(namespace: string): Promise<Record<string, string>> {
    const volumes = await this.#api.list('/api/v1/persistentvolumes');
    const ours = volumes.filter(({ spec }) => spec.claimRef?.namespace === namespace);
    return Object.fromEntries(ours.map(({ spec }) => [spec.claimRef.name, spec.hostPath.path]));
  }
}
