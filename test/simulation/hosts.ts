/** Hosts of several workers: memory that they share, and sums in two levels for the smallest buffers. */
import { IDENTITY_BYTES } from '../../collectives/transport/hosts.ts';
import { withSharedMemory } from '../../collectives/transport/shared.ts';
import type { Endpoint } from '../../collectives/transport/transport.ts';
import { HostMemories } from '../support/host-memories.ts';
import type { Process, VirtualTime } from './clock.ts';

/** How long a rank takes to see what others have put into the memory, in ms. */
const HAND_OVER_MS = 0.2;
/** So that the few numbers of a simulated gradient go in several parts. */
const PART_LENGTH = 4;

export class SimulatedHosts {
  readonly #hosts: readonly HostMemories[];
  readonly #time: VirtualTime;

  constructor(time: VirtualTime, count: number) {
    this.#time = time;
    this.#hosts = Array.from({ length: count }, () => new HostMemories());
  }

  /** The endpoint of the `index`-th worker. */
  place(endpoint: Endpoint, process: Process, index: number): Endpoint {
    if (this.#hosts.length === 0) return endpoint;
    const host = index % this.#hosts.length;
    const maker = this.#hosts[host]!.maker((task) => this.#time.after(HAND_OVER_MS, process, task));
    const sharing = withSharedMemory(endpoint, {
      maker,
      host: new Uint8Array(IDENTITY_BYTES).fill(host + 1),
    });
    return {
      address: sharing.address,
      connect: async (plan, signal) => {
        const transport = await sharing.connect(plan, signal);
        const { hosts } = transport;
        if (!hosts) return transport;
        const small = { ...hosts, suits: () => true, partLength: PART_LENGTH };
        return new Proxy(transport, {
          get: (target, name) => {
            if (name === 'hosts') return small;
            const value = Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
      },
      close: () => sharing.close(),
    };
  }
}
