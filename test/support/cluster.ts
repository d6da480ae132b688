/** A run of several processes, which a test starts, kills and gives orders to one by one. */

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Command, CommandReply } from '../../proto/commands.ts';
import { freePort } from './free-port.ts';
import { type Running, readEvents, readJson, start, temporaryFolder } from './lockstep.ts';
import { digits, JOB, SHAPE } from './runs.ts';

const env = {
  LOCKSTEP_TOKEN: 'a-token-for-tests-0123456789',
  // Of paced jobs: a test that looks late, on a busy machine, still finds the run under way.
  LOCKSTEP_TEST_PACE_MS: '60',
};
/** Nothing but a hang takes so long. */
const GIVE_UP_MS = 600_000;

type Event = ReturnType<typeof readEvents>[number];

/** Data of a job's own, and the flags that make runs with it equal to the last bit. */
export interface OwnData {
  readonly dataDir: string;
  readonly shape: readonly string[];
}

export class Cluster {
  readonly runDir = join(temporaryFolder(), 'run');
  readonly workers = new Map<string, Running>();
  coordinator!: Running;
  readonly #flags: readonly string[];
  readonly #job: string;
  readonly #own: OwnData | undefined;
  #ports: [run: number, page: number] | undefined;

  /**
   * @param flags of the coordinator, beside those of the undisturbed run
   * @param own data of the job's own; left out, that of the undisturbed run
   */
  constructor(flags: readonly string[] = [], job = JOB, own?: OwnData) {
    this.#flags = flags;
    this.#job = job;
    this.#own = own;
  }

  static async start(
    workers: number,
    flags?: readonly string[],
    job?: string,
    own?: OwnData,
  ): Promise<Cluster> {
    const cluster = new Cluster(flags, job, own);
    await cluster.lead(workers);
    for (let i = 0; i < workers; i++) cluster.join(`worker-${i}`);
    return cluster;
  }

  /** Starts a coordinator: the first one, or a successor at the same ports. */
  async lead(workers: number): Promise<void> {
    const { dataDir, shape } = this.#own ?? { dataDir: await digits(), shape: SHAPE };
    const args = ['coordinator', this.#job, '--workers', String(workers), '--run-dir', this.runDir];
    // Ports that systems give out would be taken by workers that call a coordinator which is away: they meet themselves.
    this.#ports ??= [await freePort(), await freePort()];
    const [port, page] = this.#ports.map(String) as [string, string];
    const ports = ['--port', port, '--metrics-port', page];
    const data = ['--data-dir', dataDir];
    this.coordinator = start([...args, ...ports, ...data, ...shape, ...this.#flags], { env });
    await this.coordinator.prints(/"port":\d+/);
  }

  join(id: string): Running {
    const args = ['worker', '--coordinator', `127.0.0.1:${this.#ports![0]}`, '--worker-id', id];
    const worker = start([...args, '--peer-host', '127.0.0.1', '--threads', '1'], { env });
    this.workers.set(id, worker);
    return worker;
  }

  kill(id: string, signal: NodeJS.Signals): void {
    this.workers.get(id)!.child.kill(signal);
  }

  /** Resolves when an event of the run is such. */
  async sees(what: string, isIt: (event: Event) => boolean): Promise<void> {
    const giveUpAt = Date.now() + GIVE_UP_MS;
    while (!readEvents(this.runDir).some(isIt)) {
      if (Date.now() > giveUpAt) throw new Error(`never saw ${what}`);
      await delay(10);
    }
  }

  reaches(step: number): Promise<void> {
    return this.sees(`step ${step}`, (event) => event.type === 'step' && event.step >= step);
  }

  async tell(command: Command): Promise<CommandReply> {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify(command) };
    return (await (
      await fetch(`http://127.0.0.1:${this.#ports![1]}/commands`, request)
    ).json()) as CommandReply;
  }

  /** Tells it, and gives the step at which all ranks obey. */
  async order(command: Command): Promise<number> {
    const { ok, message } = await this.tell(command);
    expect(ok, message).toBe(true);
    // Where the workers take long, the answer comes before the generation that obeys, and does not say when.
    expect(message).toMatch(/^(takes effect at step \d+|accepted; )/);
    const formed = () => {
      const events = readEvents(this.runDir);
      const ordered = events.findLastIndex(({ type }) => type === 'command');
      return events.slice(ordered).find(({ type }) => type === 'generation_formed');
    };
    await this.sees('the generation that obeys', () => formed() !== undefined);
    return formed().nextStep;
  }

  /** Resolves when the run is in that state with so many ranks. */
  async is(state: string, ranks: number): Promise<void> {
    const look = async () => {
      const { status } = await this.tell({ command: 'status' });
      return [status?.state, status?.workers.filter((worker) => worker.rank !== null).length];
    };
    await expect.poll(look, { timeout: GIVE_UP_MS }).toEqual([state, ranks]);
  }

  /** Resolves with the summary when the run has ended well. */
  // biome-ignore lint/suspicious/noExplicitAny: a summary as its file has it
  async ends(): Promise<any> {
    const { code, stdout, stderr } = await this.coordinator.finished;
    expect(code, stdout + stderr).toBe(0);
    return readJson(this.runDir, 'summary.json');
  }
}
