import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command, CommandReply } from '../../proto/commands.ts';
import type { RunEvent, RunSummary } from '../../proto/events.ts';
import { DIST, launch, type Running } from '../support/process.ts';
import type { Fault } from './fail-at.ts';
import type { RankOptions } from './rank.ts';

const TOKEN = 'a-token-for-tests-0123456789';
const RANK = join(DIST, 'test/faults/rank.js');
const LONGEST_WAIT_MS = 600_000;
const POLL_MS = 10;

export interface ClusterOptions {
  readonly runDir: string;
  /** A built-in job or the path of a job file. */
  readonly job: string;
  readonly dataDir: string;
  readonly workers: number;
  /** Of them, those that `start` starts here; all where left out. */
  readonly local?: number;
  /** Flags of the run. */
  readonly flags: readonly string[];
  /** See `RankOptions`; of workers made by `join`. */
  readonly paceMs?: number;
  /** Where the coordinator runs: program and arguments before its own, and the address it listens on. */
  readonly via?: readonly string[];
  readonly host?: string;
}

/** A line that a coordinator was killed over is left out. */
function eventOf(line: string): RunEvent[] {
  try {
    return line ? [JSON.parse(line)] : [];
  } catch {
    return [];
  }
}

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** A coordinator and workers, each a process of its own, and what they say happens. */
export class Cluster {
  readonly options: ClusterOptions;
  readonly workers = new Map<string, Running>();
  coordinator!: Running;
  readonly #events: RunEvent[] = [];
  #read = 0;
  #rest = '';
  #port = 0;
  #page = 0;

  constructor(options: ClusterOptions) {
    this.options = options;
  }

  /** A coordinator and its workers `worker-0`...; `await using` ends them all. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(options);
    try {
      await cluster.lead();
      const { workers, local = workers } = options;
      for (let i = 0; i < local; i++) cluster.join(`worker-${i}`);
      return cluster;
    } catch (error) {
      await cluster.end();
      throw error;
    }
  }

  /** Starts a coordinator, at the port of the one before. */
  async lead(): Promise<void> {
    const { runDir, job, dataDir, workers, flags, via, host = '127.0.0.1' } = this.options;
    const args = ['coordinator', job, '--workers', String(workers), '--port', String(this.#port)];
    const where = ['--metrics-port', '0', '--host', host, '--run-dir', runDir, '--data-dir', dataDir];
    this.coordinator = launch([...args, ...where, ...flags], { env: { LOCKSTEP_TOKEN: TOKEN }, via });
    const [, port, page] = await this.coordinator.prints(/"port":(\d+),.*"metricsPort":(\d+)/);
    [this.#port, this.#page] = [Number(port), Number(page)];
  }

  get port(): number {
    return this.#port;
  }

  /** Gives an order as the live page does. */
  async tell(command: Command): Promise<CommandReply> {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify(command) };
    return (await (await fetch(`http://127.0.0.1:${this.#page}/commands`, request)).json()) as CommandReply;
  }

  /** Starts a worker that can be armed with a fault. */
  join(workerId: string): Running {
    const options: RankOptions = {
      coordinator: `127.0.0.1:${this.#port}`,
      token: TOKEN,
      workerId,
      cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lockstep'),
      paceMs: this.options.paceMs ?? 0,
    };
    return this.#add(workerId, launch([JSON.stringify(options)], { main: RANK, ipc: true }));
  }

  /** Starts a worker on another host, as a user would. */
  joinFrom(
    workerId: string,
    via: readonly string[],
    coordinator: string,
    peerHost: string,
    flags: readonly string[] = [],
  ): Running {
    const args = ['worker', '--coordinator', `${coordinator}:${this.#port}`, '--worker-id', workerId];
    const more = ['--peer-host', peerHost, '--threads', '1', '--insecure'];
    return this.#add(workerId, launch([...args, ...more, ...flags], { env: { LOCKSTEP_TOKEN: TOKEN }, via }));
  }

  arm(workerId: string, fault: Fault): void {
    this.worker(workerId).child.send(fault);
  }

  kill(workerId: string, signal: NodeJS.Signals): void {
    this.worker(workerId).child.kill(signal);
  }

  worker(workerId: string): Running {
    const worker = this.workers.get(workerId);
    if (!worker) throw new Error(`there is no ${workerId}`);
    return worker;
  }

  /** When the process of a worker ended, in ms since 1970. */
  async death(workerId: string): Promise<number> {
    await this.worker(workerId).finished;
    return Date.now();
  }

  /** All events so far, in order. */
  events(): readonly RunEvent[] {
    const file = openSync(join(this.options.runDir, 'events.jsonl'), 'r');
    try {
      const piece = Buffer.alloc(1 << 20);
      for (let n = -1; n !== 0; ) {
        n = readSync(file, piece, 0, piece.byteLength, this.#read);
        this.#read += n;
        const lines = (this.#rest + piece.toString('utf8', 0, n)).split('\n');
        this.#rest = lines.pop()!;
        this.#events.push(...lines.flatMap(eventOf));
      }
    } finally {
      closeSync(file);
    }
    return this.#events;
  }

  of<T extends RunEvent['type']>(type: T): EventOf<T>[] {
    return this.events().filter((event): event is EventOf<T> => event.type === type);
  }

  /** The first event of such a kind, now or when it happens. @throws where the run ends before */
  async sees<T extends RunEvent['type']>(
    type: T,
    isIt: (event: EventOf<T>) => boolean = () => true,
  ): Promise<EventOf<T>> {
    const giveUpAt = Date.now() + LONGEST_WAIT_MS;
    let from = 0;
    for (;;) {
      const events = this.events();
      for (; from < events.length; from++) {
        const event = events[from]!;
        if (event.type === type && isIt(event as EventOf<T>)) return event as EventOf<T>;
        if (event.type === 'run_failed') throw new Error(`the run failed: ${event.message}`);
      }
      if (Date.now() > giveUpAt) throw new Error(`no event ${type} came`);
      if (events.at(-1)?.type === 'run_finished') throw new Error(`the run ended without the event ${type}`);
      await delay(POLL_MS);
    }
  }

  /** The first step committed at or after `time` (ms since 1970) by rank 0. */
  async stepAfter(time: number): Promise<EventOf<'step'>> {
    return await this.sees('step', (event) => event.rank === 0 && event.time >= time);
  }

  async reaches(step: number): Promise<void> {
    await this.sees('step', (event) => event.step >= step);
  }

  /** Newest step of rank 0; -1 before the first. */
  get step(): number {
    return this.events().reduce((last, e) => (e.type === 'step' && e.rank === 0 ? e.step : last), -1);
  }

  /** Ids of the members of the newest generation, in rank order. */
  get members(): readonly string[] {
    return this.of('generation_formed').at(-1)?.members ?? [];
  }

  /** What a run that came to its end says of itself. @throws where it did not */
  async summary(): Promise<RunSummary> {
    const { code, stdout, stderr } = await this.coordinator.finished;
    if (code !== 0) throw new Error(`the coordinator ended with ${code}:\n${stdout}${stderr}`);
    return JSON.parse(readFileSync(join(this.options.runDir, 'summary.json'), 'utf8'));
  }

  /** Resolves when all its processes are gone. */
  async end(): Promise<void> {
    await Promise.all([this.coordinator, ...this.workers.values()].map((running) => running?.end()));
  }

  #add(workerId: string, worker: Running): Running {
    this.workers.set(workerId, worker);
    return worker;
  }
}
