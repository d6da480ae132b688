import { execFileSync } from 'node:child_process';

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** A host on the network, as the kernel sees it. */
export interface Host {
  /** Of its network namespace. */
  readonly name: string;
  readonly address: string;
}

/** Network namespaces on a bridge that stands in one of its own: nothing of this machine's network is touched. */
export class Network {
  readonly node: Host = { name: `lockstep-${process.pid}-node`, address: '10.214.0.1' };
  readonly #hosts: Host[] = [];

  /** @throws where this process may not make such things */
  constructor() {
    const { name, address } = this.node;
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'add', 'bridge', 'type', 'bridge');
    ip('-n', name, 'address', 'add', `${address}/16`, 'dev', 'bridge');
    for (const link of ['lo', 'bridge']) ip('-n', name, 'link', 'set', link, 'up');
  }

  /** @param rate bandwidth of its link, as `tc` writes it */
  add(rate: string): Host {
    const number = this.#hosts.length + 2;
    const host = { name: `lockstep-${process.pid}-${number}`, address: `10.214.0.${number}` };
    const plug = `plug${number}`;
    ip('netns', 'add', host.name);
    this.#hosts.push(host);
    const peer = ['peer', 'name', plug, 'netns', this.node.name];
    ip('link', 'add', 'eth0', 'netns', host.name, 'type', 'veth', ...peer);
    ip('-n', this.node.name, 'link', 'set', plug, 'master', 'bridge', 'up');
    ip('-n', host.name, 'address', 'add', `${host.address}/16`, 'dev', 'eth0');
    for (const link of ['lo', 'eth0']) ip('-n', host.name, 'link', 'set', link, 'up');
    const shape = ['root', 'tbf', 'rate', rate, 'burst', '32kbit', 'latency', '400ms'];
    ip('netns', 'exec', host.name, 'tc', 'qdisc', 'add', 'dev', 'eth0', ...shape);
    return host;
  }

  remove(): void {
    for (const { name } of [this.node, ...this.#hosts]) ip('netns', 'delete', name);
  }
}

/** Whether this process may make all that (root, and a kernel, `ip` and `tc` that know it). */
export function mayMakeNetworks(): boolean {
  let network: Network | undefined;
  try {
    network = new Network();
    network.add('10mbit');
    return true;
  } catch {
    return false;
  } finally {
    network?.remove();
  }
}
