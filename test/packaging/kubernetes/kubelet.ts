/** The nodes of a cluster: takes the pods that the scheduler gives them, has them run, and tells the API how they are. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Any, Api } from './api.ts';

/** What runs the pods of a kubelet. */
export interface Runtime {
  start(pod: Any): Promise<Running>;
}

export interface Running {
  readonly address: string;
  readonly isReady: boolean;
  /** What ended its containers, one after the other: an exit code or a signal. */
  readonly ends: readonly (number | string)[];
  /** In good order; resolves when it is gone. */
  remove(): Promise<unknown>;
}

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
const LEASE_MS = 10_000;
const MERGE = 'application/strategic-merge-patch+json';
const SYNC_MS = 150;

/** What is said of a pod that is gone, or has another one by its name: the next list tells. */
const GONE = new Set([404, 409]);

interface Held {
  readonly pod: Any;
  readonly running: Running;
  /** What the API was told last. */
  told: string;
  removal?: Promise<unknown>;
}

export class Kubelet {
  readonly #api: Api;
  readonly #runtime: Runtime;
  readonly #nodes: readonly string[];
  /** By uid. */
  readonly #held = new Map<string, Held>();
  readonly #stopped = new AbortController();
  #work: Promise<unknown> = Promise.resolve();
  #failure: unknown;

  constructor(api: Api, nodes: readonly string[], runtime: Runtime) {
    this.#api = api;
    this.#nodes = nodes;
    this.#runtime = runtime;
  }

  /** Resolves when the nodes are there and ready. */
  async start(): Promise<void> {
    for (const name of this.#nodes) await this.#register(name);
    const fail = (error: unknown) => {
      if (!this.#stopped.signal.aborted) this.#failure = error;
    };
    this.#work = Promise.all([this.#repeat(SYNC_MS, this.#sync), this.#repeat(LEASE_MS, this.#renew)]).catch(
      fail,
    );
  }

  /** Ends all pods. @throws what went wrong in the kubelet itself */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#work;
    await Promise.all([...this.#held.values()].map((held) => held.removal ?? held.running.remove()));
    if (this.#failure) throw this.#failure;
  }

  /** @throws what went wrong in the kubelet, after which it does nothing more */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  async #repeat(ms: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await work();
      await delay(ms, undefined, { signal }).catch(() => undefined);
    }
  }

  async #register(name: string): Promise<void> {
    const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' };
    await this.#api.do('POST', '/api/v1/nodes', { metadata: { name, labels } });
    const resources = { cpu: '64', memory: '256Gi', 'ephemeral-storage': '1Ti', pods: '100' };
    const now = new Date().toISOString();
    const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: '' };
    const conditions = [{ ...ready, lastHeartbeatTime: now, lastTransitionTime: now }];
    const status = { capacity: resources, allocatable: resources, conditions };
    await this.#api.do('PATCH', `/api/v1/nodes/${name}/status`, { status }, MERGE);
    await this.#api.do('POST', LEASES, { metadata: { name }, spec: leaseOf(name) });
  }

  readonly #renew = async () => {
    for (const name of this.#nodes) {
      await this.#api.do('PATCH', `${LEASES}/${name}`, { spec: leaseOf(name) }, MERGE);
    }
  };

  readonly #sync = async () => {
    const pods = (await this.#api.list('/api/v1/pods')).filter(({ spec }) =>
      this.#nodes.includes(spec.nodeName),
    );
    for (const pod of pods) await this.#keep(pod);
    // Deleted by force.
    const uids = new Set(pods.map(({ metadata }) => metadata.uid));
    for (const [uid, held] of this.#held) if (!uids.has(uid)) await this.#remove(uid, held);
  };

  async #keep(pod: Any): Promise<void> {
    const { uid, deletionTimestamp } = pod.metadata;
    const held = this.#held.get(uid);
    if (deletionTimestamp) {
      // It is told of when its containers have ended.
      if (held) held.removal ??= this.#remove(uid, held).then(() => this.#forget(pod));
      else await this.#forget(pod);
    } else if (held) await this.#tell(held);
    else if (pod.status.phase === 'Pending') {
      this.#held.set(uid, { pod, running: await this.#runtime.start(pod), told: '' });
    }
  }

  async #remove(uid: string, { running }: Held): Promise<void> {
    await running.remove();
    this.#held.delete(uid);
  }

  async #forget({ metadata: { namespace, name, uid } }: Any): Promise<void> {
    const kind = { apiVersion: 'v1', kind: 'DeleteOptions' };
    const options = { ...kind, gracePeriodSeconds: 0, preconditions: { uid } };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const { status, body } = await this.#api.ask('DELETE', path, options);
    if (status >= 300 && !GONE.has(status)) throw new Error(`DELETE ${path}: ${status} ${body.message}`);
  }

  async #tell(held: Held): Promise<void> {
    const { pod, running } = held;
    const { namespace, name, uid } = pod.metadata;
    const status = statusOf(pod, running);
    const text = JSON.stringify(status);
    if (text === held.told) return;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
    const { status: code, body } = await this.#api.ask('PATCH', path, { metadata: { uid }, status }, MERGE);
    if (code < 300) held.told = text;
    else if (!GONE.has(code)) throw new Error(`PATCH ${path}: ${code} ${body.message}`);
  }
}

function leaseOf(holderIdentity: string): object {
  const renewTime = new Date().toISOString().replace('Z', '000Z');
  return { holderIdentity, leaseDurationSeconds: 40, renewTime };
}

/** What a kubelet says of a pod; the time of the status is that of the pod's start. */
function statusOf({ spec, metadata }: Any, { address, isReady, ends }: Running): Any {
  const over = spec.restartPolicy === 'Never' && ends.length > 0;
  const startedAt = metadata.creationTimestamp;
  const state = over
    ? { terminated: { exitCode: ends[0] === 0 ? 0 : 1, reason: ends[0] === 0 ? 'Completed' : 'Error' } }
    : { running: { startedAt } };
  const phase = over ? (ends[0] === 0 ? 'Succeeded' : 'Failed') : 'Running';
  const ready = isReady && !over;
  const conditions = ['Initialized', 'PodReadyToStartContainers', 'ContainersReady', 'Ready'].map(
    (type, i) => ({
      type,
      status: ready || i < 2 ? 'True' : 'False',
      lastTransitionTime: startedAt,
    }),
  );
  const containerStatuses = spec.containers.map(({ name, image }: Any) => ({
    ...{ name, image, imageID: image, ready, started: ready, state },
    restartCount: over ? 0 : ends.length,
  }));
  const podIPs = [{ ip: address }];
  return { phase, conditions, containerStatuses, podIP: address, podIPs, startTime: startedAt };
}
