import { randomBytes } from 'node:crypto';
import type { Dataset } from '../../api/data.ts';
import { asLockstepError, type ErrorCode, LockstepError } from '../../proto/errors.ts';
import type { RunSummary } from '../../proto/events.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { PROTOCOL_VERSION } from '../../proto/services.ts';
import { isErrorCode } from '../../proto/status.ts';
import type { EventBus } from '../events/bus.ts';
import { type Decision, decide } from '../membership/decide.ts';
import {
  emptyMembership,
  generationBroken,
  generationFormed,
  type Membership,
  workerChanged,
  workerJoined,
  workerLost,
} from '../membership/state.ts';
import { historyCsv, historyJson } from './history.ts';
import type { RunOptions } from './options.ts';
import { Progress } from './progress.ts';
import type { RunDirectory } from './run-directory.ts';

type Report = lockstep.v1.Report & lockstep.v1.Report.$Shape;
type RunConfig = lockstep.v1.RunConfig.$Properties;

/** The downward half of a worker's session. */
export interface Session {
  send(directive: lockstep.v1.Directive.$Properties): void;
  /** Ends the session from our side. */
  close(): void;
}

export interface CoordinatorParts {
  readonly config: RunConfig;
  readonly options: RunOptions;
  readonly dataset: Dataset;
  readonly directory: RunDirectory;
  readonly bus: EventBus;
  readonly now: () => number;
}

/**
 * Leads one run: keeps the membership, forms generations, collects what the workers report, and ends
 * the run. All decisions are `decide`'s; this class carries them out.
 */
export class Coordinator {
  readonly config: RunConfig;
  readonly directory: RunDirectory;
  readonly dataset: Dataset;
  /** Resolves with the summary, or rejects with why the run failed. */
  readonly done: Promise<RunSummary>;
  readonly #options: RunOptions;
  readonly #bus: EventBus;
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();
  readonly #progress = new Progress();
  readonly #weights = new Map<number, string>();
  readonly #startedAt: number;
  #membership: Membership;
  /** Names of the totals of each update. */
  #totals: readonly (readonly string[])[] = [];
  #backend = '';
  #reason = '';
  #interrupted = new Set<string>();
  #brokenAt: number | undefined;
  #ended = false;
  #resolve!: (summary: RunSummary) => void;
  #reject!: (error: LockstepError) => void;

  constructor({ config, options, dataset, directory, bus, now }: CoordinatorParts) {
    this.config = config;
    this.dataset = dataset;
    this.directory = directory;
    this.#options = options;
    this.#bus = bus;
    this.#now = now;
    this.#startedAt = now();
    this.#membership = emptyMembership(now());
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    bus.subscribe((event) => directory.appendEvent(event));
  }

  /** Says that the run has begun. */
  begin(): void {
    const { jobName, batchSize, epochs } = this.config;
    this.#bus.publish({
      type: 'run_started',
      job: jobName ?? '',
      dataset: this.dataset.provenance,
      substitute: this.dataset.substitute,
      batchSize: batchSize ?? 0,
      epochs: epochs ?? 0,
      batchesPerEpoch: Math.ceil(this.dataset.train.length / (batchSize || 1)),
    });
  }

  /** @throws LockstepError PROTOCOL_MISMATCH | JOB_MISMATCH | ABORTED */
  register(request: lockstep.v1.RegisterRequest): lockstep.v1.RegisterResponse.$Properties {
    if (request.protocolVersion !== PROTOCOL_VERSION) {
      throw new LockstepError(
        'PROTOCOL_MISMATCH',
        `worker ${request.workerId} speaks protocol ${request.protocolVersion}, the coordinator ${PROTOCOL_VERSION}`,
        { mend: 'Run the same version of lockstep on both' },
      );
    }
    if (request.jobSha256 && request.jobSha256 !== this.config.jobSha256) {
      throw new LockstepError(
        'JOB_MISMATCH',
        `worker ${request.workerId} insists on job ${request.jobSha256.slice(0, 12)}, ` +
          `the coordinator runs ${this.config.jobName} ${this.config.jobSha256?.slice(0, 12)}`,
        { mend: 'Give the worker the same job file and the same version of lockstep, or no --job' },
      );
    }
    if (this.#ended) throw new LockstepError('ABORTED', 'the run is over');
    this.#lose(request.workerId, 'registered anew');
    this.#membership = workerJoined(this.#membership, request.workerId, this.#now());
    this.#bus.publish({ type: 'worker_joined', workerId: request.workerId, host: request.host });
    this.step();
    return { protocolVersion: PROTOCOL_VERSION, run: this.config };
  }

  /** @throws LockstepError ABORTED for a worker that is not registered (evicted meanwhile) */
  attach(workerId: string, peerAddress: string, session: Session): void {
    if (!this.#membership.workers.has(workerId)) {
      throw new LockstepError('ABORTED', `${workerId} is not registered`, { mend: 'Register again' });
    }
    this.#sessions.get(workerId)?.close();
    this.#sessions.set(workerId, session);
    this.#change(workerId, { address: peerAddress });
  }

  /** The worker's stream ended. `session` tells its stream from one that replaced it meanwhile. */
  detach(workerId: string, session: Session, reason: string): void {
    if (this.#sessions.get(workerId) !== session) return;
    this.#sessions.delete(workerId);
    if (this.#ended) return;
    this.#lose(workerId, reason);
    this.step();
  }

  report(workerId: string, report: Report): void {
    if (this.#ended || !this.#membership.workers.has(workerId)) return;
    this.#change(workerId, {});
    switch (report.kind) {
      case 'ready':
        this.#workerReady(workerId, report.ready);
        break;
      case 'progress':
        this.#stepsCommitted(workerId, report.progress);
        break;
      case 'epochEnd':
        this.#epochEnded(report.epochEnd);
        break;
      case 'suspect':
        this.#break(`${workerId} suspects rank ${report.suspect.peerRank}: ${report.suspect.reason}`);
        break;
      case 'interrupted':
        this.#break(report.interrupted.reason || `${workerId} left it`);
        this.#change(workerId, {
          status: 'ready',
          hasState: report.interrupted.hasState ?? false,
          committedSteps: report.interrupted.position?.committedSteps ?? 0,
        });
        break;
      case 'finished':
        this.#weights.set(report.finished.rank ?? 0, report.finished.weightsSha256 ?? '');
        this.#change(workerId, {
          status: 'finished',
          hasState: true,
          committedSteps: report.finished.position?.committedSteps ?? 0,
        });
        break;
      case 'failed':
        this.#workerFailed(workerId, report.failed);
        break;
      case 'leave':
        this.#lose(workerId, `left: ${report.leave.reason}`, true);
        break;
    }
    this.step();
  }

  /** Decides and acts until there is nothing to do but wait. Called on every report and by a timer. */
  step(): void {
    while (!this.#ended) {
      const decision = decide(this.#now(), this.#membership, this.#options);
      this.#reason = decision.reason;
      switch (decision.type) {
        case 'wait':
          return;
        case 'evict':
          this.#sessions.get(decision.workerId)?.close();
          this.#lose(decision.workerId, decision.reason);
          break;
        case 'interrupt':
          this.#break(decision.reason, true);
          this.#sendInterrupts(decision.reason);
          return;
        case 'form':
          this.#form(decision);
          break;
        case 'finish':
          this.#finish();
          return;
        case 'fail':
          this.fail(
            new LockstepError('TOO_FEW_WORKERS', decision.reason, {
              mend: 'Start more workers, or lower --workers / --min-workers',
            }),
          );
          return;
      }
    }
  }

  /** Why the coordinator does what it does now, in words. */
  get reason(): string {
    return this.#reason;
  }

  fail(error: LockstepError): void {
    if (this.#ended) return;
    this.#bus.publish({ type: 'run_failed', code: error.code, message: error.describe() });
    this.#end({ code: error.code, reason: error.describe() });
    this.#reject(error);
  }

  #change(workerId: string, change: Parameters<typeof workerChanged>[2]): void {
    this.#membership = workerChanged(this.#membership, workerId, { ...change, lastSeen: this.#now() });
  }

  #lose(workerId: string, reason: string, planned = false): void {
    if (!this.#membership.workers.has(workerId)) return;
    this.#noteBroken(planned, () => {
      this.#membership = workerLost(this.#membership, workerId, reason, this.#now());
    });
    this.#interrupted.delete(workerId);
    this.#bus.publish({ type: 'worker_lost', workerId, reason });
  }

  #break(reason: string, planned = false): void {
    this.#noteBroken(planned, () => {
      this.#membership = generationBroken(this.#membership, reason, this.#now());
    });
  }

  /** Publishes the end of a generation, once, whatever change ends it. */
  #noteBroken(planned: boolean, change: () => void): void {
    const before = this.#membership.generation?.broken;
    change();
    const { generation } = this.#membership;
    if (generation?.broken === undefined || before !== undefined) return;
    if (!planned) this.#brokenAt ??= this.#now();
    this.#bus.publish({
      type: 'generation_broken',
      generation: generation.number,
      planned,
      reason: generation.broken,
    });
  }

  #sendInterrupts(reason: string): void {
    for (const worker of this.#membership.workers.values()) {
      if (worker.status !== 'training' || this.#interrupted.has(worker.id)) continue;
      this.#interrupted.add(worker.id);
      const generation = this.#membership.generation?.number ?? 0;
      this.#sessions.get(worker.id)?.send({ interrupt: { generation, reason } });
    }
  }

  #form({ members, nextStep, sourceRank, reason }: Extract<Decision, { type: 'form' }>): void {
    this.#membership = generationFormed(
      this.#membership,
      members.map(({ id }) => id),
      this.#now(),
    );
    this.#interrupted.clear();
    this.#weights.clear();
    const { number } = this.#membership.generation!;
    const generation: lockstep.v1.Generation.$Properties = {
      number,
      members: members.map(({ id, address, hasState, committedSteps }, rank) => ({
        workerId: id,
        rank,
        address,
        hasState,
        committedSteps,
      })),
      key: randomBytes(32),
      nextStep,
      sourceRank,
    };
    this.#bus.publish({
      type: 'generation_formed',
      generation: number,
      members: members.map(({ id }) => id),
      nextStep,
      reason,
    });
    for (const { id } of members) this.#sessions.get(id)?.send({ generation });
  }

  #workerReady(workerId: string, ready: lockstep.v1.Ready.$Properties): void {
    const engine = ready.engine ?? {};
    this.#backend ||= engine.backend ?? '';
    this.#change(workerId, {
      status: 'ready',
      hasState: ready.hasState ?? false,
      committedSteps: ready.position?.committedSteps ?? 0,
    });
    this.#totals = (engine.updates ?? []).map(({ totals }) => totals ?? []);
    this.#bus.publish({
      type: 'worker_ready',
      workerId,
      backend: engine.backend ?? '',
      mode: engine.mode ?? '',
      device: engine.device ?? '',
      note: engine.note ?? '',
      parameters: engine.parameters ?? 0,
      updates: this.#totals.length,
    });
  }

  #stepsCommitted(workerId: string, progress: lockstep.v1.Progress.$Properties): void {
    const { generation = 0, rank = 0, steps = [] } = progress as Required<lockstep.v1.Progress.$Properties>;
    for (const record of (steps ?? []) as lockstep.v1.StepRecord[]) {
      const samples = record.totals.at(-1) ?? 0;
      if (rank === 0) {
        this.#recovered(generation ?? 0, record.step);
        this.#progress.stepCommitted(record.step, samples, this.#now());
      }
      const names = this.#totals[record.step % this.#totals.length] ?? [];
      const means = names.slice(0, -1).map((name, i) => [name, (record.totals[i] ?? 0) / samples]);
      this.#bus.publish({
        type: 'step',
        generation: generation ?? 0,
        rank: rank ?? 0,
        step: record.step,
        epoch: record.epoch,
        samples: record.samples,
        ...(rank === 0 && { batchSamples: samples, logs: Object.fromEntries(means) }),
        phases: {
          data: record.dataMs,
          compute: record.computeMs,
          reduce: record.reduceMs,
          apply: record.applyMs,
        },
      });
      this.#change(workerId, { hasState: true, committedSteps: record.step + 1 });
    }
  }

  #recovered(generation: number, step: number): void {
    if (this.#brokenAt === undefined || generation !== this.#membership.generation?.number) return;
    this.#progress.recoveries++;
    this.#bus.publish({
      type: 'recovered',
      generation,
      step,
      seconds: (this.#now() - this.#brokenAt) / 1000,
      repeatedSteps: Math.max(0, this.#progress.steps - step),
    });
    this.#brokenAt = undefined;
  }

  #epochEnded({ epoch, logs, durationSeconds, rank }: lockstep.v1.EpochEnd.$Properties): void {
    if (rank !== 0 || !this.#progress.epochEnded(epoch ?? 0, logs ?? {})) return;
    this.#bus.publish({
      type: 'epoch_ended',
      epoch: epoch ?? 0,
      logs: logs ?? {},
      seconds: durationSeconds ?? 0,
    });
    this.#writeHistory().catch((error) => this.fail(asLockstepError(error, 'STORAGE')));
  }

  async #writeHistory(): Promise<void> {
    const { epochs } = this.#progress;
    await this.directory.write('history.csv', historyCsv(epochs));
    await this.directory.write('history.json', historyJson(epochs));
  }

  /** A bad job or bad data fails on every worker alike, so the run ends; a lost worker only leaves. */
  #workerFailed(workerId: string, { code, message }: lockstep.v1.Failed.$Properties): void {
    const known: ErrorCode = isErrorCode(code ?? '') ? (code as ErrorCode) : 'INTERNAL';
    if (['BAD_INPUT', 'BAD_DATA', 'ENGINE', 'DIVERGED', 'INTERNAL'].includes(known)) {
      this.fail(new LockstepError(known, `${workerId}: ${message}`));
    } else {
      this.#lose(workerId, `failed: ${message}`);
    }
  }

  #finish(): void {
    const hashes = [...this.#weights].sort(([a], [b]) => a - b);
    const [first] = hashes;
    const other = hashes.find(([, hash]) => hash !== first?.[1]);
    if (other) {
      this.fail(
        new LockstepError('DIVERGED', `rank ${other[0]} ended with other weights than rank ${first?.[0]}`, {
          mend: 'This is a defect or a faulty machine: compare the workers’ hardware and report it',
        }),
      );
      return;
    }
    const summary = this.#progress.summary({
      job: this.config.jobName ?? '',
      dataset: this.dataset.provenance,
      backend: this.#backend,
      workers: this.#membership.generation!.members.length,
      weightsSha256: first?.[1] ?? '',
      seconds: (this.#now() - this.#startedAt) / 1000,
    });
    this.#ended = true;
    this.#writeHistory()
      .then(() => this.directory.writeJson('summary.json', summary))
      .then(() => {
        this.#bus.publish({ type: 'run_finished', summary });
        this.#end({ code: '', reason: 'the run is complete' });
        this.#resolve(summary);
      })
      .catch((error) => this.#reject(asLockstepError(error, 'STORAGE')));
  }

  #end(stop: lockstep.v1.Stop.$Properties): void {
    this.#ended = true;
    for (const session of this.#sessions.values()) {
      session.send({ stop });
      session.close();
    }
  }
}
