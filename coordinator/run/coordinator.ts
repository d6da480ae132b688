import { PREPARED_FILE, type Prepared } from '../../api/prepared.ts';
import { LockstepError, nameError } from '../../base/errors.ts';
import { takePhases } from '../../base/phases.ts';
import type { RunData } from '../../datasets/records.ts';
import type { CommandReply, Order } from '../../proto/commands.ts';
import type { RunSummary } from '../../proto/events.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { PROTOCOL_VERSION } from '../../proto/services.ts';
import { CommandDesk } from '../commands/desk.ts';
import type { EventBus } from '../events/bus.ts';
import type { Membership } from '../membership/state.ts';
import type { Score } from '../membership/stragglers.ts';
import type { Journal } from '../store/journal.ts';
import { NO_ORDERS, ordersLeft } from '../store/orders.ts';
import type { RunDirectory } from '../store/run-directory.ts';
import { admit } from './admission.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { Decisions } from './decisions.ts';
import { Ending } from './ending.ts';
import { runStarted } from './messages.ts';
import type { RunOptions } from './options.ts';
import { type Report, Reports } from './reports.ts';
import { Roster, type Session } from './roster.ts';
import type { RunLog } from './run-log.ts';

type RunConfig = lockstep.v1.RunConfig.$Properties;

export interface CoordinatorParts {
  /** What workers are told of the run when they register. */
  readonly config: RunConfig;
  readonly options: RunOptions;
  readonly dataset: RunData;
  /** Kept beside the exported model. */
  readonly learned: Prepared;
  readonly directory: RunDirectory;
  readonly log: RunLog;
  readonly journal: Journal;
  /** The membership that an earlier coordinator of the run left behind. */
  readonly inherited?: Membership | undefined;
  readonly bus: EventBus;
  /** A clock that only goes forward, in ms. */
  readonly now: () => number;
  /** Hears every rank's straggler score, after each report that completes steps of all ranks. */
  readonly onScores?: (scores: readonly Score[]) => void;
}

/** Time between two calls of `Coordinator.tick`, in ms. */
export const TICK_MS = 50;
/** Time between two looks at the journal's folder, in ms. Whatever the coordinator writes, it looks anyway. */
const LOOK_MS = 500;
/** The checkpoint of the final state. */
const GO_ON = 'To go on with the run, give its folder to lockstep train --resume';
const LAST_CHECKPOINT = 'checkpoints/final.safetensors';

/**
 * Leads one run: lets workers in and out, takes their reports and the user's orders, and ends the run. `decide` makes all
 * decisions of membership; `Decisions` carries them out.
 */
export class Coordinator {
  readonly config: RunConfig;
  readonly directory: RunDirectory;
  readonly dataset: RunData;
  readonly checkpoints: CheckpointStore;
  readonly #options: RunOptions;
  readonly #learned: Prepared;
  readonly #bus: EventBus;
  readonly #now: () => number;
  readonly #roster: Roster;
  readonly #log: RunLog;
  readonly #journal: Journal;
  readonly #desk: CommandDesk;
  readonly #reports: Reports;
  readonly #ending: Ending;
  readonly #decisions: Decisions;
  #lastDecisionAt: number;
  #lookedAt: number;

  constructor(parts: CoordinatorParts) {
    const { config, options, dataset, directory, log, journal, inherited, bus, now, onScores } = parts;
    this.config = config;
    this.dataset = dataset;
    this.#learned = parts.learned;
    this.directory = directory;
    this.#options = options;
    this.#bus = bus;
    this.#now = now;
    this.#lastDecisionAt = now();
    this.#lookedAt = this.#lastDecisionAt;
    this.#log = log;
    this.#journal = journal;
    const orders = ordersLeft(journal.before?.orders ?? NO_ORDERS, inherited?.resuming ?? false);
    const desk = new CommandDesk(journal, bus, orders);
    this.#desk = desk;
    const listener = {
      workerLost: (workerId: string, reason: string) =>
        bus.publish({ type: 'worker_lost', workerId, reason }),
      generationBroken: log.generationBroken.bind(log),
    };
    const roster = new Roster(now, listener, inherited);
    this.#roster = roster;
    this.#reports = new Reports({ roster, log, bus, now, onScores, fail: (error) => this.fail(error) });
    const onStored = (step: number) => desk.checkpointStored(step);
    const keep = options.keepCheckpoints;
    this.checkpoints = new CheckpointStore({ directory, journal, bus, roster, keep, onStored });
    this.#ending = new Ending({ journal, bus, roster, desk });
    this.#decisions = new Decisions({
      ...{ options, roster, desk, journal, log, bus, now },
      reports: this.#reports,
      ending: this.#ending,
      writeLast: () => this.#writeLast(),
    });
  }

  /** Publishes that the run has begun, or goes on. `damaged`: checkpoints that are not what was stored. */
  begin(damaged: readonly string[] = []): void {
    const { checkpoint } = this.#roster.membership;
    this.#bus.publish(
      runStarted(this.config, this.dataset, this.#journal.term, checkpoint?.step, takePhases()),
    );
    this.checkpoints.damaged(damaged);
  }

  /** Resolves with the summary, or rejects with why the run failed. */
  get done(): Promise<RunSummary> {
    return this.#ending.done;
  }

  /** Whether the run has come to its end, good or bad. */
  get ended(): boolean {
    return this.#ending.begun;
  }

  /** The reason of the latest decision, in words. */
  get reason(): string {
    return this.#decisions.reason;
  }

  /** @throws LockstepError BAD_INPUT | PROTOCOL_MISMATCH | JOB_MISMATCH | RUN_OVER | UNREACHABLE */
  register(request: lockstep.v1.RegisterRequest): lockstep.v1.RegisterResponse.$Properties {
    admit(request, this.config);
    const { left } = this.#ending;
    if (left) throw new LockstepError('UNREACHABLE', left.message);
    if (this.ended) throw new LockstepError('RUN_OVER', 'the run is over');
    this.#roster.join(request.workerId);
    this.#bus.publish({ type: 'worker_joined', workerId: request.workerId, host: request.host });
    this.decideAndAct();
    return { protocolVersion: PROTOCOL_VERSION, run: this.config, term: this.#journal.term };
  }

  /** @throws LockstepError ABORTED for a worker that is not registered (evicted meanwhile) */
  attach(session: Session, attach: lockstep.v1.Attach.$Properties): void {
    const { left, stop } = this.#ending;
    if (left) {
      session.close();
      return;
    }
    // The worker registered before the run came to its end.
    if (stop) session.send({ stop });
    const workerId = attach.workerId ?? '';
    if (!this.#roster.has(workerId)) {
      throw new LockstepError('ABORTED', `${workerId} is not registered`, { hint: 'Register again' });
    }
    this.#roster.attach(workerId, session, attach);
    if (attach.engine) this.#log.engineKnown(attach.engine);
    this.decideAndAct();
  }

  /** The worker's stream has ended. A stream that another `session` of the worker has replaced changes nothing. */
  detach(workerId: string, session: Session, reason: string): void {
    if (!this.#roster.detach(workerId, session) || this.ended) return;
    this.#roster.lose(workerId, reason);
    this.decideAndAct();
  }

  /** Takes a worker's report; one that comes after the end, or by a replaced session, changes nothing. */
  report(workerId: string, session: Session, report: Report): void {
    if (this.ended || !this.#roster.has(workerId) || !this.#roster.isSession(workerId, session)) return;
    this.#reports.take(workerId, report);
    this.decideAndAct();
  }

  /** Carries out an order of the user. `from` says how it came: `the page`, `NATS`, ... Never rejects. */
  async command(order: Order, from: string): Promise<CommandReply> {
    const { left } = this.#ending;
    if (left) return { ok: false, message: left.message };
    const { generation, workers, resuming } = this.#roster.membership;
    const finishing = generation?.members.some((id) => workers.get(id)?.status === 'finished');
    if (this.ended || finishing) return { ok: false, message: 'the run is at its end' };
    // Once a generation has trained, workers hold state that no disk does: the order waits for them.
    const nobodyHasTrained = generation === undefined || resuming;
    if (order.command === 'stop' && nobodyHasTrained) {
      const message = `stopped by a command (${from}) while nobody trained`;
      this.interrupt(new LockstepError('ABORTED', message, { hint: GO_ON }), 'end');
      return { ok: true, message: 'the run is stopped; nobody trained' };
    }
    try {
      return await this.#desk.take(order, from, () => {
        this.#roster.breakGeneration(`${order.command} (${from})`, true);
        this.decideAndAct();
      });
    } catch (raw) {
      const error = nameError(raw);
      if (error.code === 'ABORTED') this.retire(error);
      return { ok: false, message: error.describe() };
    }
  }

  /**
   * To be called every `TICK_MS`: looks whether a worker is late, and now and then whether another coordinator leads the
   * run.
   */
  tick(): void {
    const now = this.#now();
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      this.#whileLeading(() => this.#journal.expectToLead());
    }
    this.decideAndAct();
  }

  /**
   * Decides and acts until there is nothing to do but wait; called at every tick and report. While the coordinator
   * itself was held up it could hear no heartbeat, so that time counts against no worker.
   */
  decideAndAct(): void {
    const now = this.#now();
    const heldUpMs = now - this.#lastDecisionAt;
    this.#lastDecisionAt = now;
    if (heldUpMs > this.#options.heartbeatTimeoutMs / 2) this.#roster.excuse(heldUpMs);
    this.#whileLeading(() => this.#decisions.carryOut());
  }

  /** Ends the run as failed. Where another coordinator leads it, only this coordinator ends. */
  fail(error: LockstepError): void {
    this.#ending.fail(error);
  }

  /** Ends this coordinator, which was asked to go; another one may go on with the run, and with workers that `stay`. */
  interrupt(error: LockstepError, workers: 'stay' | 'end'): void {
    this.#ending.interrupt(error, workers);
  }

  /** Another coordinator leads the run: this one lets its workers go, so that they look for that one. */
  retire(error: LockstepError): void {
    this.#ending.retire(error);
  }

  /** The disk has refused a worker's file. Training goes on without a checkpoint, but does not end without the model. */
  notStored(path: string, error: LockstepError): void {
    const isSpare = path.startsWith('checkpoints/') && path !== LAST_CHECKPOINT;
    if (isSpare) this.checkpoints.failed(path, error.describe());
    else this.fail(error);
  }

  #whileLeading(act: () => void): void {
    try {
      act();
    } catch (raw) {
      this.#ending.thrown(raw);
    }
  }

  /** @throws LockstepError STORAGE; ABORTED when another coordinator has taken the run up since */
  async #writeLast(): Promise<RunSummary> {
    const workers = this.#roster.membership.generation!.members.length;
    await this.directory.writeJson(`model/${PREPARED_FILE}`, this.#learned);
    const summary = await this.#log.finish(this.config.jobName ?? '', this.dataset.provenance, workers);
    // A run that was told to stop can be gone on with, so the journal has the epochs it trained.
    const epochs = this.#desk.orders.stop ? summary.epochs : (this.config.epochs ?? 0);
    this.#journal.append({ type: 'finished', epochs });
    return summary;
  }
}
