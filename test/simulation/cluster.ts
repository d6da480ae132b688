/** A run in one process: the real coordinator and the real trainers on virtual time and a simulated network. */
import { createHash } from 'node:crypto';
import { callbacks } from '../../api/callbacks.ts';
import { steadyClock } from '../../base/clock.ts';
import type { LockstepError } from '../../base/errors.ts';
import { sfc32 } from '../../base/random.ts';
import { MeshEndpoint } from '../../collectives/transport/mesh-endpoint.ts';
import { EventBus } from '../../coordinator/events/bus.ts';
import { inherit } from '../../coordinator/inherit.ts';
import { Coordinator } from '../../coordinator/run/coordinator.ts';
import { RunOptions } from '../../coordinator/run/options.ts';
import { RunLog } from '../../coordinator/run/run-log.ts';
import { newestFirst, stepOfCheckpoint } from '../../coordinator/store/checkpoints.ts';
import { Journal } from '../../coordinator/store/journal.ts';
import type { Order } from '../../proto/commands.ts';
import type { RunSummary } from '../../proto/events.ts';
import { localArchive } from '../../worker/checkpoint/archive.ts';
import { openFeed } from '../../worker/data/feed.ts';
import { introduce } from '../../worker/introduce.ts';
import type { CoordinatorClient } from '../../worker/session/client.ts';
import { recipeOf } from '../../worker/trainer/recipe.ts';
import { train } from '../../worker/trainer/train.ts';
import { Process, VirtualTime } from './clock.ts';
import { controlClient, serveControl } from './control.ts';
import { ExactEngine, SAMPLES } from './engine.ts';
import { BATCH_SIZE, NUMBERS, numberFeed, numbers } from './feed.ts';
import { Calls } from './hanging.ts';
import { SimulatedHosts } from './hosts.ts';
import { Invariants, RATE_BASE, type Reference, type Watched } from './invariants.ts';
import { carryOver, Network } from './network.ts';
import { ObservedSession } from './observed-session.ts';
import { hasRates, type Scenario } from './schedule.ts';
import { DISK_FAILS, Disk } from './storage.ts';

const JOB_SOURCE = 'simulated';
const TICK_MS = 50;
const HEARTBEAT_MS = 100;
const HEARTBEAT_TIMEOUT_MS = 450;
const STEP_DEADLINE_MS = 1_000;
/** So that a run's journal has several files. */
const JOURNAL_BYTES = 500;
/** Until somebody goes on with a run that has ended. */
const GO_ON_MS = 500;
const STOPPED = 'a command';
const NOBODY_TRAINED = 'while nobody trained';
const BATCHES = Math.ceil(SAMPLES / BATCH_SIZE);

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
  readonly #scenario: Scenario;
  readonly #hosts: SimulatedHosts;
  readonly #random: () => number;
  readonly #options;
  /** What workers may end with, since the run did. */
  readonly #endings = new Set<string>();
  #names = 0;
  #rates = 0;

  constructor(scenario: Scenario, reference: Reference | undefined) {
    this.#scenario = scenario;
    this.#hosts = new SimulatedHosts(this.time, scenario.hosts ?? 0);
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
    this.#options = RunOptions.parse({
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
      joinDeadlineMs: 120_000,
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
      this.#lead(living, resume).catch((error) => {
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

  async #lead(living: LivingCoordinator, resume: 'alive' | 'dead'): Promise<void> {
    const { process } = living;
    const now = steadyClock;
    const directory = this.disk.directory(this.#scenario.storeMs);
    const journal = new Journal(this.disk.journalFiles(), JOURNAL_BYTES);
    living.term = journal.term;
    this.invariants.newestTerm = Math.max(this.invariants.newestTerm, journal.term);
    const bus = new EventBus('simulated', now);
    living.trained = resume === 'alive' && (journal.before?.generation.number ?? 0) > 0;
    bus.subscribe((event) => {
      living.trained ||= event.type === 'generation_formed';
      directory.events.hear(event);
      if (event.type !== 'step') this.note(process.name, describe(event));
      this.invariants.heard(event, journal.term);
      if (event.type === 'worker_held_back') this.#heldBack(event.workerId, event.reason);
    });
    const log = new RunLog(bus, directory, [], now);
    await directory.events.replay({ progress: log.progress });
    const { membership: inherited } = journal.before
      ? await inherit(journal.before, log, directory, this.#options, resume === 'alive', now)
      : { membership: undefined };
    const dataset = numbers();
    const config = this.#runConfig();
    const learned = { ...NUMBERS, raw: { kind: 'arrays' } } as const;
    const parts = {
      config,
      options: this.#options,
      dataset,
      learned,
      directory,
      log,
      journal,
      inherited,
      bus,
      now,
    };
    const coordinator = new Coordinator(parts);
    living.coordinator = coordinator;
    const stop = serveControl(this.network, process, coordinator);
    coordinator.begin();
    const ticks = setInterval(() => coordinator.tick(), TICK_MS);
    coordinator.done.then(
      (summary) => {
        this.note(process.name, `the run is finished after ${summary.steps} steps`);
        if (journal.term < this.invariants.newestTerm)
          this.invariants.violated(`${process.name}, of an older term, has finished the run`);
        clearInterval(ticks);
        const whole = summary.stopped !== STOPPED || summary.epochs >= this.#scenario.epochs;
        if (whole) this.summary ??= summary;
        else this.#goOnAfter(process, summary.steps);
      },
      (error: LockstepError) => {
        clearInterval(ticks);
        stop();
        const replaced = error.code === 'ABORTED' && journal.term < this.invariants.newestTerm;
        this.note(process.name, `retires: ${error.message}`);
        if (replaced) return;
        const nobodyTrained = error.message.includes(NOBODY_TRAINED);
        if (nobodyTrained && living.trained) {
          this.invariants.violated(`${process.name} loses what was trained: ${error.message}`);
        } else if (error.message.includes(DISK_FAILS) || nobodyTrained) {
          this.#endings.add(error.describe());
          this.#goOnAfter(process, 0);
        } else {
          this.invariants.violated(`${process.name} gives the run up: ${error.code} ${error.message}`);
        }
      },
    );
  }

  /**
   * The run came to an end, with so many steps or for a good reason: all that it did is kept, and it is gone on with
   * by hand.
   */
  #goOnAfter(ended: Process, steps: number): void {
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
      for (let i = 0; i < this.#scenario.workers; i++) this.startWorker();
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
    const { hang, straggler } = this.#scenario;
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
  #heldBack(id: string, reason: string): void {
    this.heldBack.add(id);
    const slow = this.workers.some((worker) => worker.id === id && worker.slowness > 1);
    if (/computes/.test(reason) && !slow) this.invariants.violated(`${id} is held back: ${reason}`);
  }

  async #work(worker: LivingWorker): Promise<void> {
    const { process, asked } = worker;
    try {
      await this.#takePart(worker);
      this.note(worker.name, 'is done');
    } catch (raw) {
      const error = raw as LockstepError;
      this.note(worker.name, `ends with ${error.code}: ${error.message}`);
      const over =
        error.code === 'RUN_OVER' ||
        (error.code === 'ABORTED' && error.message === 'the run is over') ||
        this.#endings.has(error.message);
      if (worker.calls.hangs) {
        // It has ended itself, and is started again, as launchers do.
        this.time.after(40, new Process('world'), () => void this.startWorker());
      } else if (!asked.signal.aborted && !over) {
        this.invariants.violated(`${worker.name} ends with ${error.code ?? ''} ${error.stack}`);
      }
    }
    this.kill(process);
  }

  async #takePart(worker: LivingWorker): Promise<void> {
    const { id, process, asked } = worker;
    const { signal } = asked;
    const { calls } = worker;
    const link = calls.watch('link', controlClient(this.network, process));
    const introduction = { workerId: id, joinDeadlineMs: 120_000 };
    const { run, again } = await introduce(link as Parameters<typeof introduce>[0], introduction);
    const links = await MeshEndpoint.open(carryOver(this.network, process, process.name), {
      checksums: false,
      pulse: { everyMs: HEARTBEAT_MS, silenceMs: HEARTBEAT_TIMEOUT_MS },
    });
    const endpoint = this.#hosts.place(links, process, this.workers.indexOf(worker));
    const session = new ObservedSession(this, worker, link, {
      runId: run.runId,
      workerId: id,
      peerAddress: endpoint.address,
      heartbeatMs: run.heartbeatMs,
      register: again,
      onStep: () => {},
    });
    try {
      const random = sfc32(this.#scenario.seed, this.workers.length);
      const work = (ms: number) => this.time.delay(worker.slowness * ms * (0.5 + random()));
      await work(30);
      const engine = new ExactEngine({
        updates: this.#scenario.updates,
        poison: this.#scenario.poison,
        synchronized: this.#scenario.synchronized ?? false,
        sliced: this.#scenario.sliced ?? false,
        rateless: hasRates(this.#scenario),
        work,
        onChange: () => this.invariants.stateChanged(worker),
      });
      worker.engine = engine;
      this.invariants.stateChanged(worker);
      const source = this.#scenario.stream
        ? await openFeed({ client: link as CoordinatorClient, run, source: NUMBERS, cacheDir: '', signal })
        : numberFeed(this.#scenario.dataSeed);
      const feed = calls.watch('feed', source);
      const archive = calls.watch('archive', localArchive);
      session.ready(engine);
      const parts = { engine: calls.watch('engine', engine), archive, feed, endpoint, session };
      await train(this.#trainOptions(), parts, signal);
    } catch (error) {
      if (signal.aborted) await session.leave('asked to stop');
      else session.failed(error as LockstepError);
      throw error;
    } finally {
      await session.lastFiles();
      await session.close();
      await endpoint.close();
    }
  }

  #trainOptions(): Parameters<typeof train>[0] {
    const { epochs, updates, reproducible } = this.#scenario;
    const job = {
      callbacks: this.#scenario.callbacks
        ? [
            callbacks.earlyStopping({ patience: 2, restoreBest: true }),
            callbacks.reduceOnPlateau({ patience: 1, factor: 0.5 }),
            callbacks.modelCheckpoint(),
          ]
        : [],
    };
    return {
      shape: { epochs, batchesPerEpoch: BATCHES, updatesPerBatch: updates },
      recipe: recipeOf(job as unknown as Parameters<typeof recipeOf>[0]),
      source: NUMBERS,
      classes: [],
      batchSize: BATCH_SIZE,
      stepDeadlineMs: STEP_DEADLINE_MS,
      checkpointEvery: { steps: this.#scenario.checkpointEvery, ms: 0 },
      reproducible,
      wire: 'float32',
    };
  }

  #runConfig() {
    const { train, validation, test } = numbers();
    return {
      runId: 'simulated',
      jobName: 'simulated',
      jobSha256: createHash('sha256').update(JOB_SOURCE).digest('hex'),
      batchSize: BATCH_SIZE,
      epochs: this.#scenario.epochs,
      seed: this.#scenario.dataSeed,
      heartbeatMs: HEARTBEAT_MS,
      stepDeadlineMs: STEP_DEADLINE_MS,
      dataMode: this.#scenario.stream ? 'stream' : 'replicate',
      dataset: { name: 'numbers', train: train.info, validation: validation!.info, test: test.info },
    };
  }
}

function describe(event: object): string {
  const { time: _, runId: __, type, ...rest } = event as { time: number; runId: string; type: string };
  return `${type} ${JSON.stringify(rest)}`;
}
