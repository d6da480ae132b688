/** A network of simulated processes: connections that deliver in order, late, after a fault, or never. */
import { Duplex } from 'node:stream';
import type { Carrier, OnStream } from '../../collectives/transport/mesh-endpoint.ts';
import type { Process, VirtualTime } from './clock.ts';

/** One end of a connection. */
export class End<Message = unknown> {
  readonly process: Process;
  onMessage: (message: Message) => void = () => {};
  onClose: () => void = () => {};
  /** Told from here to the other end. */
  readonly out: Pipe;
  closed = false;

  constructor(process: Process, out: Pipe) {
    this.process = process;
    this.out = out;
  }

  send(message: Message): void {
    if (!this.closed) this.out.send(message);
  }

  /** The other end hears of it after what was sent before. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.out.send(CLOSE);
  }
}

const OPEN = Symbol('open');
const CLOSE = Symbol('close');

interface Listener {
  readonly process: Process;
  accept(end: End): void;
}

export interface Latency {
  readonly min: number;
  readonly max: number;
}

/** One direction of a connection. */
class Pipe {
  readonly #network: Network;
  readonly #from: Process;
  readonly #to: Process;
  readonly #deliver: (message: unknown) => void;
  #queue: { message: unknown; due: number }[] = [];
  #pumping = false;
  #cut = false;
  /** Since when a message waits for a blocked way. */
  stalledAt: number | undefined;

  constructor(network: Network, from: Process, to: Process, deliver: (message: unknown) => void) {
    this.#network = network;
    this.#from = from;
    this.#to = to;
    this.#deliver = deliver;
  }

  send(message: unknown): void {
    if (this.#cut) return;
    const { time } = this.#network;
    const arrives = time.now + this.#network.latency(this.#from, this.#to);
    this.#queue.push({ message, due: Math.max(this.#queue.at(-1)?.due ?? 0, arrives) });
    this.pump();
  }

  /** What is on its way is lost, and whatever is sent from now on. */
  cut(): void {
    this.#cut = true;
    this.#queue = [];
  }

  pump(): void {
    const head = this.#queue[0];
    if (this.#pumping || !head) return;
    this.#pumping = true;
    const { time } = this.#network;
    time.after(head.due - time.now, this.#to, () => {
      this.#pumping = false;
      if (this.#network.blocked(this.#from, this.#to)) {
        this.stalledAt ??= time.now;
        return;
      }
      this.stalledAt = undefined;
      const next = this.#queue.shift();
      if (next) this.#deliver(next.message);
      this.pump();
    });
  }
}

interface Connection {
  readonly ends: readonly [End, End];
}

export class Network {
  readonly time: VirtualTime;
  readonly #random: () => number;
  readonly #latency: Latency;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #connections = new Set<Connection>();
  /** `from>to`, by names of processes. */
  readonly #blocked = new Set<string>();
  readonly #slow = new Map<string, number>();

  constructor(time: VirtualTime, random: () => number, latency: Latency) {
    this.time = time;
    this.#random = random;
    this.#latency = latency;
  }

  latency(from: Process, to: Process): number {
    const { min, max } = this.#latency;
    return min + this.#random() * (max - min) + (this.#slow.get(`${from.name}>${to.name}`) ?? 0);
  }

  listen(address: string, process: Process, accept: (end: End) => void): () => void {
    const listener = { process, accept };
    this.#listeners.set(address, [...(this.#listeners.get(address) ?? []), listener]);
    return () =>
      this.#listeners.set(
        address,
        (this.#listeners.get(address) ?? []).filter((other) => other !== listener),
      );
  }

  /** Calls whoever listens at an address: one of them where there are several; closes where nobody does. */
  dial(from: Process, address: string): End {
    const there = (this.#listeners.get(address) ?? []).filter(({ process }) => process.state !== 'dead');
    const listener = there[Math.floor(this.#random() * there.length)];
    const { process: to } = listener ?? { process: from };
    const near: End = new End(from, new Pipe(this, from, to, (message) => receive(far, message)));
    const far: End = new End(to, new Pipe(this, to, from, (message) => receive(near, message)));
    const receive = (end: End, message: unknown) => {
      if (end.closed) return;
      if (message === OPEN) return listener?.accept(end);
      if (message !== CLOSE) return end.onMessage(message);
      end.closed = true;
      end.onClose();
    };
    if (listener) {
      this.#connections.add({ ends: [near, far] });
      near.send(OPEN);
    } else {
      far.close();
    }
    return near;
  }

  blocked(from: Process, to: Process): boolean {
    return this.#blocked.has(`${from.name}>${to.name}`);
  }

  /** From now on nothing gets from one process to the other; what is sent waits. */
  block(from: Process, to: Process): void {
    this.#blocked.add(`${from.name}>${to.name}`);
  }

  unblock(from: Process, to: Process): void {
    this.#blocked.delete(`${from.name}>${to.name}`);
    this.#pumpStalled();
  }

  healAll(): void {
    this.#blocked.clear();
    this.#slow.clear();
    this.#pumpStalled();
  }

  slow(from: Process, to: Process, ms: number): void {
    this.#slow.set(`${from.name}>${to.name}`, ms);
  }

  /** Resets the connections between two processes: what is on its way is lost. */
  cut(a: Process, b: Process): void {
    for (const { ends } of this.#between((x, y) => (x === a && y === b) || (x === b && y === a))) {
      for (const end of ends) {
        end.out.cut();
        this.time.after(this.#latency.min, end.process, () => {
          if (end.closed) return;
          end.closed = true;
          end.onClose();
        });
      }
    }
  }

  /** Ends a process's connections. `silent`: nobody is told, as when a machine loses its power. */
  gone(process: Process, silent = false): void {
    for (const { ends } of this.#between((x, y) => x === process || y === process)) {
      const mine = ends[0].process === process ? ends[0] : ends[1];
      if (silent) mine.closed = true;
      else mine.close();
    }
  }

  #between(matches: (a: Process, b: Process) => boolean): Connection[] {
    for (const connection of this.#connections) {
      if (connection.ends.every(({ closed }) => closed)) this.#connections.delete(connection);
    }
    return [...this.#connections].filter(({ ends: [a, b] }) => matches(a.process, b.process));
  }

  #pumpStalled(): void {
    for (const { ends } of this.#connections) {
      for (const { out } of ends) {
        if (out.stalledAt !== undefined) out.pump();
      }
    }
  }
}

/** Links between workers as the real endpoint makes them, over this network. */
export function carryOver(
  network: Network,
  process: Process,
  address: string,
): (onStream: OnStream) => Promise<Carrier> {
  return async (onStream) => {
    const stop = network.listen(address, process, (end) =>
      onStream(new Wire(end as End<Uint8Array>), () => {}),
    );
    return {
      address,
      dial: (to) => new Wire(network.dial(process, to) as End<Uint8Array>),
      close: async () => stop(),
    };
  };
}

/** A connection as a stream of bytes. */
class Wire extends Duplex {
  readonly #end: End<Uint8Array>;

  constructor(end: End<Uint8Array>) {
    super();
    this.#end = end;
    end.onMessage = (bytes) => void this.push(bytes);
    end.onClose = () => void this.destroy();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#end.send(Buffer.from(chunk));
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error) => void): void {
    this.#end.send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#end.close();
    done(error);
  }
}
