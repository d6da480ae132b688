import { execFileSync } from 'node:child_process';

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'ignore' });

/** Whether this process may make network namespaces (root, and a kernel and an `ip` that know them). */
export function mayMakeNamespaces(): boolean {
  const name = `lockstep-probe-${process.pid}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'delete', name);
    return true;
  } catch {
    return false;
  }
}

export interface Host {
  readonly name: string;
  readonly address: string;
  /** Program and arguments before those of a program that is to run there. */
  readonly via: readonly string[];
}

let made = 0;

/** Hosts as far as the network can tell, on a switch of their own; `using` takes them down. */
export class NetworkHosts implements Disposable {
  readonly all: readonly [Host, Host, ...Host[]];
  readonly #switch: string;

  constructor(count = 2) {
    const id = `lockstep-${process.pid}-${++made}`;
    const host = (number: number): Host => ({
      name: `${id}-${number}`,
      address: `10.213.7.${number}`,
      via: ['ip', 'netns', 'exec', `${id}-${number}`],
    });
    this.all = [host(1), host(2), ...Array.from({ length: count - 2 }, (_, i) => host(i + 3))];
    this.#switch = `${id}-switch`;
    ip('netns', 'add', this.#switch);
    ip('-n', this.#switch, 'link', 'add', 'bridge', 'type', 'bridge');
    ip('-n', this.#switch, 'link', 'set', 'bridge', 'up');
    for (const [i, { name, address }] of this.all.entries()) {
      const port = `port${i}`;
      ip('netns', 'add', name);
      ip('link', 'add', 'eth0', 'netns', name, 'type', 'veth', 'peer', 'name', port, 'netns', this.#switch);
      ip('-n', this.#switch, 'link', 'set', port, 'master', 'bridge', 'up');
      ip('-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0');
      for (const link of ['lo', 'eth0']) ip('-n', name, 'link', 'set', link, 'up');
    }
  }

  /** From now on packets of the second host vanish. */
  cut(): void {
    this.#drop([]);
  }

  /** As `cut`, for all but a port of the first host. */
  cutAllBut(port: number): void {
    this.#drop([`tcp sport ${port} accept`, `tcp dport ${port} accept`]);
  }

  heal(): void {
    this.#nft('delete table inet cut');
  }

  [Symbol.dispose](): void {
    for (const name of [this.#switch, ...this.all.map(({ name }) => name)]) ip('netns', 'delete', name);
  }

  /** Drops whatever the rules before do not accept. */
  #drop(before: readonly string[]): void {
    this.#nft('add table inet cut');
    for (const hook of ['input', 'output']) {
      this.#nft(`add chain inet cut ${hook} { type filter hook ${hook} priority 0; }`);
      for (const rule of [...before, 'drop']) this.#nft(`add rule inet cut ${hook} ${rule}`);
    }
  }

  #nft(command: string): void {
    const [program, ...args] = this.all[1].via;
    execFileSync(program!, [...args, 'nft', command], { stdio: 'pipe' });
  }
}
