/** A run in one process: the real coordinator and the real trainers on virtual time and a simulated network. */
import type { LockstepError } from '../../base/errors.ts';
import { sfc32 } from '../../base/random.ts';
import type { Coordinator } from '../../coordinator/run/coordinator.ts';
import { RunOptions } from '../../coordinator/run/options.ts';
import { newestFirst, stepOfCheckpoint } from '../../coordinator/store/checkpoints.ts';
import type { Order } from '../../proto/commands.ts';
import type { RunSummary } from '../../proto/events.ts';
import { Process, VirtualTime } from './clock.ts';
import { BATCH_SIZE } from './feed.ts';
import { Calls } from './hanging.ts';
import { SimulatedHosts } from './hosts.ts';
import { Invariants, RATE_BASE, type Reference, type Watched } from './invariants.ts';
import { lead } from './lead.ts';
import { Network } from './network.ts';
import type { Scenario } from './schedule.ts';
import { HEARTBEAT_MS, HEARTBEAT_TIMEOUT_MS, JOIN_DEADLINE_MS, STEP_DEADLINE_MS } from './settings.ts';
import { DISK_FAILS, Disk } from './storage.ts';
import { takePart } from './take-part.ts';

/** Until somebody goes on with a run that has ended. */
const GO_ON_MS = 500;

export interface LivingWorker extends Watched {
  readonly process: Process;
  /** Asks it to leave. */
  readonly asked: AbortController;
  readonly calls: Calls;
  /** How many times as long it computes. */
  readonly slowness: number;
}

export interface LivingCoordinator {
  readonly process: Process;
  coordinator: Coordinator | undefined;
  term: number;
  /** Workers may hold what no disk does. */
  trained: boolean;
}

export class Cluster {
  readonly time = new VirtualTime();
  readonly network: Network;
  readonly disk = new Disk();
  readonly invariants: Invariants;
  readonly log: string[] = [];
  coordinators: LivingCoordinator[] = [];
  workers: LivingWorker[] = [];
  summary: RunSummary | undefined;
  /** Ids of workers that the others went on without, while these were there. */
  readonly heldBack = new Set<string>();
  /** It has been told to stop at some time. */
  stopping = false;
  /** Those of the first worker. */
  calls = new Calls(undefined);
  readonly scenario: Scenario;
  readonly hosts: SimulatedHosts;
  readonly #random: () => number;
  readonly options;
  /** What workers may end with, since the run did. */
  readonly endings = new Set<string>();
  #names = 0;
  #rates = 0;

  constructor(scenario: Scenario, reference: Reference | undefined) {
    this.scenario = scenario;
    this.hosts = new SimulatedHosts(this.time, scenario.hosts ?? 0);
    this.#random = sfc32(scenario.seed, 0x7e);
    this.network = new Network(this.time, this.#random, { min: 0.5, max: scenario.latency });
    this.invariants = new Invariants(reference, scenario.reproducible);
    const violated = this.invariants.violated.bind(this.invariants);
    this.invariants.violated = (what) => {
      this.note('!!', what);
      violated(what);
    };
    this.time.onUncaught = (process, error) =>
      this.invariants.violated(`${process.name} dies of ${(error as Error)?.stack}`);
    this.options = RunOptions.parse({
      batchSize: BATCH_SIZE,
      epochs: scenario.epochs,
      seed: scenario.dataSeed,
      reproducible: scenario.reproducible,
      startWorkers: scenario.workers,
      minWorkers: scenario.minWorkers,
      maxWorkers: scenario.maxWorkers,
      heartbeatMs: HEARTBEAT_MS,
      heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS,
      stepDeadlineMs: STEP_DEADLINE_MS,
      joinDeadlineMs: JOIN_DEADLINE_MS,
      reattachDeadlineMs: 1_500,
      keepCheckpoints: 2,
      evictStragglers: scenario.straggler !== undefined,
    });
  }

  note(who: string, what: string): void {
    this.log.push(`${this.time.now.toFixed(2).padStart(9)} #${this.time.count} ${who}: ${what}`);
  }

  get livingWorkers(): LivingWorker[] {
    return this.workers.filter((worker) => worker.lives());
  }

  get livingCoordinators(): LivingCoordinator[] {
    return this.coordinators.filter(({ process }) => process.state !== 'dead');
  }

  kill(process: Process, silent = false): void {
    this.network.gone(process, silent);
    this.time.kill(process);
  }

  /** `resume`: what becomes of the run that the disk holds. */
  startCoordinator(resume: 'alive' | 'dead'): LivingCoordinator {
    const process = new Process(`coordinator-${this.coordinators.length + 1}`);
    const living: LivingCoordinator = { process, coordinator: undefined, term: 0, trained: false };
    this.coordinators.push(living);
    // The run is gone on with: who has finished has finished what was stopped before.
    if (resume === 'dead') for (const worker of this.workers) worker.finished = false;
    this.time.start(process, () => {
      lead(this, living, resume).catch((error) => {
        if (this.summary && error.code === 'BAD_INPUT') return this.kill(process);
        if ((error as Error).message.includes(DISK_FAILS)) {
          this.kill(process);
          this.startCoordinator(resume);
          return;
        }
        this.invariants.violated(`${process.name} cannot lead: ${(error as Error).stack}`);
      });
    });
    return living;
  }

  /**
   * The run came to an end, with so many steps or for a good reason: all that it did is kept, and it is gone on with
   * by hand.
   */
  goOnAfter(ended: Process, steps: number): void {
    const newest = newestFirst([...this.disk.files.keys()].flatMap((path) => path.split('/')[1] ?? []))[0];
    if (steps > 0 && (stepOfCheckpoint(newest ?? '') ?? 0) < steps) {
      this.invariants.violated(
        `the run was stopped after ${steps} steps, and its newest checkpoint is ${newest}`,
      );
    }
    if (steps > 0 && !this.disk.files.has('checkpoints/final.safetensors')) {
      this.invariants.violated('the run was stopped and has left no model');
    }
    this.time.after(GO_ON_MS, new Process('world'), () => {
      this.note('world', 'goes on with the run');
      for (const { process } of this.livingCoordinators) this.kill(process);
      this.kill(ended);
      this.startCoordinator('dead');
      for (let i = 0; i < this.scenario.workers; i++) this.startWorker();
    });
  }

  /** Gives an order to whoever leads the run. */
  order(order: Order): void {
    this.stopping ||= order.command === 'stop';
    for (const { process, coordinator } of this.livingCoordinators) {
      if (!coordinator) continue;
      this.time.start(process, () => {
        void coordinator.command(order, 'a test').then(({ ok, message }) => {
          this.note(process.name, `${order.command}: ${ok ? 'ok' : 'refused'}, ${message}`);
          if (ok && order.command === 'learning-rate') this.invariants.promised(order.value, message);
        });
      });
    }
  }

  /** Orders a rate that no order before had. */
  orderRate(): void {
    this.order({ command: 'learning-rate', value: RATE_BASE ** ++this.#rates });
  }

  /** Damages the newest checkpoint, where the one before it is whole. */
  rot(): void {
    const [newest, before] = this.disk.checkpoints();
    if (!newest || !before || [newest, before].some((path) => this.disk.rotten.has(path))) return;
    this.disk.rot(newest);
    this.invariants.newestCheckpoint = Math.min(this.invariants.newestCheckpoint, stepOfCheckpoint(before)!);
  }

  startWorker(id = `w${++this.#names}`): LivingWorker {
    const { hang, straggler } = this.scenario;
    const process = new Process(`${id}.${this.workers.length + 1}`);
    const worker: LivingWorker = {
      id,
      name: process.name,
      process,
      asked: new AbortController(),
      engine: undefined,
      generation: 0,
      newestGeneration: 0,
      finished: false,
      slowness: straggler?.worker === this.workers.length ? straggler.times : 1,
      calls: new Calls(this.workers.length === 0 ? hang : undefined),
      lives: () => process.state !== 'dead',
    };
    if (this.workers.length === 0) this.calls = worker.calls;
    this.workers.push(worker);
    this.invariants.workers.push(worker);
    this.note(worker.name, 'starts');
    this.time.start(process, () => void this.#work(worker));
    return worker;
  }

  /** Nobody is left out for being slow but who is. */
  holdBack(id: string, reason: string): void {
    this.heldBack.add(id);
    const slow = this.workers.some((worker) => worker.id === id && worker.slowness > 1);
    if (/computes/.test(reason) && !slow) this.invariants.violated(`${id} is held back: ${reason}`);
  }

  async #work(worker: LivingWorker): Promise<void> {
    const { process, asked } = worker;
    try {
      await takePart(this, worker);
      this.note(worker.name, 'is done');
    } catch (raw) {
      const error = raw as LockstepError;
      this.note(worker.name, `ends with ${error.code}: ${error.message}`);
      const over =
        error.code === 'RUN_OVER' ||
        (error.code === 'ABORTED' && error.message === 'the run is over') ||
        this.endings.has(error.message);
      if (worker.calls.hangs) {
        // It has ended itself, and is started again, as launchers do.
        this.time.after(40, new Process('world'), () => void this.startWorker());
      } else if (!asked.signal.aborted && !over) {
        this.invariants.violated(`${worker.name} ends with ${error.code ?? ''} ${error.stack}`);
      }
    }
    this.kill(process);
  }
}
