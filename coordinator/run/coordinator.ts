import type { Dataset } from '../../api/data.ts';
import { within } from '../../base/abort.ts';
import { LockstepError, nameError } from '../../base/errors.ts';
import type { CommandReply, Order } from '../../proto/commands.ts';
import type { RunSummary } from '../../proto/events.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { PROTOCOL_VERSION } from '../../proto/services.ts';
import { CommandDesk } from '../commands/desk.ts';
import { ordersBefore } from '../commands/orders.ts';
import type { EventBus } from '../events/bus.ts';
import { type Decision, decide } from '../membership/decide.ts';
import type { Membership } from '../membership/state.ts';
import type { Journal } from '../store/journal.ts';
import type { RunDirectory } from '../store/run-directory.ts';
import { admit } from './admission.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { generationMessage, runStarted } from './messages.ts';
import type { RunOptions } from './options.ts';
import { type Report, Reports } from './reports.ts';
import { Roster, type Session } from './roster.ts';
import type { RunLog } from './run-log.ts';

type RunConfig = lockstep.v1.RunConfig.$Properties;

export interface CoordinatorParts {
  readonly config: RunConfig;
  readonly options: RunOptions;
  readonly dataset: Dataset;
  readonly directory: RunDirectory;
  readonly log: RunLog;
  readonly journal: Journal;
  /** What an earlier coordinator of the run has left. */
  readonly inherited?: Membership;
  readonly bus: EventBus;
  readonly now: () => number;
}

/** Between two looks at the clock, in ms. */
export const TICK_MS = 50;
/** Of the state that a run ends with. */
const LAST_CHECKPOINT = 'checkpoints/final.safetensors';
/** Longest that the last files of a run may take; a disk that hangs answers never. */
const FINISH_MS = 60_000;
const MENDS = {
  TOO_FEW_WORKERS: 'Start more workers, or lower --workers / --min-workers',
  TIMEOUT: 'Look into the logs of the workers that are named, then go on with --resume',
} as const;

/**
 * Leads one run: keeps the membership, forms generations, collects what the workers report, and ends
 * the run. All decisions are `decide`'s; this class carries them out.
 */
export class Coordinator {
  readonly config: RunConfig;
  readonly directory: RunDirectory;
  readonly dataset: Dataset;
  readonly checkpoints: CheckpointStore;
  /** Resolves with the summary, or rejects with why the run failed. */
  readonly done: Promise<RunSummary>;
  readonly #options: RunOptions;
  readonly #bus: EventBus;
  readonly #now: () => number;
  readonly #roster: Roster;
  readonly #log: RunLog;
  readonly #journal: Journal;
  readonly #desk: CommandDesk;
  readonly #reports: Reports;
  #lastStep: number;
  #reason = '';
  #ended = false;
  #retired: LockstepError | undefined;
  /** What workers are told once the run is over. */
  #stop: lockstep.v1.Stop.$Properties | undefined;
  #resolve!: (summary: RunSummary) => void;
  #reject!: (error: LockstepError) => void;

  constructor({ config, options, dataset, directory, log, journal, inherited, bus, now }: CoordinatorParts) {
    this.config = config;
    this.dataset = dataset;
    this.directory = directory;
    this.#options = options;
    this.#bus = bus;
    this.#now = now;
    this.#lastStep = now();
    this.#log = log;
    this.#journal = journal;
    this.#desk = new CommandDesk(journal, bus, ordersBefore(journal.before, inherited?.resuming ?? false));
    const listener = {
      workerLost: (workerId: string, reason: string) =>
        bus.publish({ type: 'worker_lost', workerId, reason }),
      generationBroken: log.generationBroken.bind(log),
    };
    this.#roster = new Roster(now, listener, inherited);
    const roster = this.#roster;
    this.#reports = new Reports({ roster, log, bus, now, fail: (error) => this.fail(error) });
    const onStored = (step: number) => this.#desk.checkpointStored(step);
    const keep = options.keepCheckpoints;
    this.checkpoints = new CheckpointStore({ directory, journal, bus, roster, keep, onStored });
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A run may fail before anybody listens.
    this.done.catch(() => undefined);
  }

  /** Says that the run has begun, or goes on. */
  begin(damaged: readonly string[] = []): void {
    const { checkpoint } = this.#roster.membership;
    this.#bus.publish(runStarted(this.config, this.dataset, this.#journal.term, checkpoint?.step));
    this.checkpoints.damaged(damaged);
  }

  /** @throws LockstepError BAD_INPUT | PROTOCOL_MISMATCH | JOB_MISMATCH | ABORTED */
  register(request: lockstep.v1.RegisterRequest): lockstep.v1.RegisterResponse.$Properties {
    admit(request, this.config);
    if (this.#retired) throw new LockstepError('UNREACHABLE', this.#retired.message);
    if (this.#ended) throw new LockstepError('ABORTED', 'the run is over');
    this.#roster.join(request.workerId);
    this.#bus.publish({ type: 'worker_joined', workerId: request.workerId, host: request.host });
    this.step();
    return { protocolVersion: PROTOCOL_VERSION, run: this.config, term: this.#journal.term };
  }

  /** @throws LockstepError ABORTED for a worker that is not registered (evicted meanwhile) */
  attach(session: Session, attach: lockstep.v1.Attach.$Properties): void {
    if (this.#retired) {
      session.close();
      return;
    }
    // It registered before the run came to its end.
    if (this.#stop) session.send({ stop: this.#stop });
    const workerId = attach.workerId ?? '';
    if (!this.#roster.has(workerId)) {
      throw new LockstepError('ABORTED', `${workerId} is not registered`, { hint: 'Register again' });
    }
    this.#roster.attach(workerId, session, attach);
    if (attach.engine) this.#log.engineKnown(attach.engine);
    this.step();
  }

  /** The worker's stream ended. `session` tells its stream from one that replaced it meanwhile. */
  detach(workerId: string, session: Session, reason: string): void {
    if (!this.#roster.detach(workerId, session) || this.#ended) return;
    this.#roster.lose(workerId, reason);
    this.step();
  }

  report(workerId: string, session: Session, report: Report): void {
    if (this.#ended || !this.#roster.has(workerId) || !this.#roster.isSession(workerId, session)) return;
    this.#reports.take(workerId, report);
    this.step();
  }

  /** Carries an order out; `from` names the way that it came by. */
  async command(order: Order, from: string): Promise<CommandReply> {
    if (this.#retired) return { ok: false, message: this.#retired.message };
    const { generation, workers, resuming } = this.#roster.membership;
    const finishing = generation?.members.some((id) => workers.get(id)?.status === 'finished');
    if (this.#ended || finishing) return { ok: false, message: 'the run is at its end' };
    // Once somebody has trained, workers hold what no disk does, and the order waits for them, seen or not.
    const nobodyHasTrained = generation === undefined || resuming;
    if (order.command === 'stop' && nobodyHasTrained) {
      this.fail(new LockstepError('ABORTED', `stopped by a command (${from}) while nobody trained`));
      return { ok: true, message: 'the run is stopped; nobody trained' };
    }
    try {
      return await this.#desk.take(order, from, () => {
        this.#roster.breakGeneration(`${order.command} (${from})`, true);
        this.step();
      });
    } catch (raw) {
      const error = nameError(raw);
      if (error.code === 'ABORTED') this.retire(error);
      return { ok: false, message: error.describe() };
    }
  }

  /** Looks whether somebody is late; called every `TICK_MS`. Where another has taken the run up meanwhile, it ends. */
  tick(): void {
    this.#whileLeading(() => this.#journal.expectToLead());
    this.step();
  }

  /**
   * Decides and acts until there is nothing to do but wait. Called on every report too. Where the coordinator itself
   * was held up, it could hear nobody, and holds that against nobody.
   */
  step(): void {
    const now = this.#now();
    const heldUp = now - this.#lastStep;
    this.#lastStep = now;
    if (heldUp > this.#options.heartbeatTimeoutMs / 2) this.#roster.excuse(heldUp);
    this.#whileLeading(() => this.#decideAndAct());
  }

  #decideAndAct(): void {
    while (!this.#ended) {
      const decision = decide(this.#now(), this.#roster.membership, this.#options);
      this.#reason = decision.reason;
      switch (decision.type) {
        case 'wait':
          return;
        case 'evict':
          this.#roster.evict(decision.workerId, decision.reason);
          break;
        case 'holdBack':
          this.#holdBack(decision);
          break;
        case 'break':
          this.#roster.breakGeneration(decision.reason);
          break;
        case 'interrupt':
          this.#roster.breakGeneration(decision.reason, true);
          this.#roster.interruptTraining(decision.reason);
          return;
        case 'form':
          this.#form(decision);
          break;
        case 'finish':
          this.#finish();
          return;
        case 'fail':
          this.fail(new LockstepError(decision.code, decision.reason, { hint: MENDS[decision.code] }));
          return;
      }
    }
  }

  /** Whether the run has come to its end, good or bad. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Why the coordinator does what it does now, in words. */
  get reason(): string {
    return this.#reason;
  }

  fail(error: LockstepError): void {
    if (!this.#ended && !this.#hasBeenReplaced()) this.#failed(error);
  }

  /** The disk has refused a file that a worker brings. Training can do without a checkpoint, but not end without its model. */
  notStored(path: string, error: LockstepError): void {
    const isSpare = path.startsWith('checkpoints/') && path !== LAST_CHECKPOINT;
    if (isSpare) this.checkpoints.failed(path, error.describe());
    else this.fail(error);
  }

  #failed(error: LockstepError): void {
    this.#bus.publish({ type: 'run_failed', code: error.code, message: error.describe() });
    this.#end({ code: error.code, reason: error.describe() });
    this.#reject(error);
  }

  /** One that another has replaced ends nothing but its own part. */
  #hasBeenReplaced(): boolean {
    try {
      this.#journal.expectToLead();
    } catch (raw) {
      const error = nameError(raw);
      if (error.code === 'ABORTED') this.retire(error);
    }
    return this.#ended;
  }

  /** Another coordinator leads the run: its workers are let go, so that they find that one. */
  retire(error: LockstepError): void {
    if (!this.#ended) this.#letGo(error);
  }

  #letGo(error: LockstepError): void {
    this.#retired = error;
    this.#ended = true;
    this.#roster.letGo();
    this.#reject(error);
  }

  #whileLeading(act: () => void): void {
    try {
      act();
    } catch (raw) {
      const error = nameError(raw);
      if (error.code === 'ABORTED') this.retire(error);
      else this.fail(error);
    }
  }

  #holdBack({ workerId, until, reason }: Extract<Decision, { type: 'holdBack' }>): void {
    this.#roster.holdBack(workerId, until, reason);
    this.#bus.publish({ type: 'worker_held_back', workerId, reason });
  }

  #form(decision: Extract<Decision, { type: 'form' }>): void {
    const { nextStep, reason } = decision;
    const ids = decision.members.map(({ id }) => id);
    const number = this.#roster.formGeneration(ids, nextStep, this.#desk.orders.paused);
    this.#reports.generationFormed(ids.length);
    const generation = generationMessage(number, decision, this.#desk.orders);
    // On the disk before anybody acts on it: a coordinator that comes after must know of it.
    this.#journal.append({ type: 'generation', number, members: ids });
    this.#log.generationFormed(number, ids, nextStep, reason, this.#desk.orders.paused);
    for (const id of ids) this.#roster.send(id, { generation });
    this.#desk.formed(nextStep);
  }

  #finish(): void {
    this.#journal.expectToLead();
    const diverged = this.#log.divergence();
    if (diverged) {
      this.fail(diverged);
      return;
    }
    // Nothing else ends the run from here on: it is complete when its last files are on the disk, or has failed.
    this.#ended = true;
    within(FINISH_MS, 'the writing of the last files', this.#writeLast()).then(
      (summary) => {
        this.#bus.publish({ type: 'run_finished', summary });
        this.#end({ code: '', reason: 'the run is complete' });
        this.#resolve(summary);
      },
      (raw) => {
        const error = nameError(raw);
        if (error.code === 'ABORTED') this.#letGo(error);
        else this.#failed(error);
      },
    );
  }

  /** @throws LockstepError STORAGE; ABORTED when another coordinator has taken the run up since */
  async #writeLast(): Promise<RunSummary> {
    const workers = this.#roster.membership.generation!.members.length;
    const summary = await this.#log.finish(this.config.jobName ?? '', this.dataset.provenance, workers);
    // A run that was told to stop may be gone on with.
    const epochs = this.#desk.orders.stop ? summary.epochs : (this.config.epochs ?? 0);
    this.#journal.append({ type: 'finished', epochs });
    return summary;
  }

  #end(stop: lockstep.v1.Stop.$Properties): void {
    this.#ended = true;
    this.#desk.close();
    this.#stop = stop;
    this.#roster.stop(stop);
  }
}
