import { asLockstepError, type ErrorCode, LockstepError } from '../../base/errors.ts';
import { legible } from '../../base/legible.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { isErrorCode } from '../../proto/status.ts';
import type { EventBus } from '../events/bus.ts';
import { type Score, StragglerWatch } from '../membership/stragglers.ts';
import type { Roster } from './roster.ts';
import type { RunLog } from './run-log.ts';

export type Report = lockstep.v1.Report & lockstep.v1.Report.$Shape;

export interface ReportParts {
  readonly roster: Roster;
  readonly log: RunLog;
  readonly bus: EventBus;
  readonly now: () => number;
  /** Ends the run. */
  readonly fail: (error: LockstepError) => void;
  /** Hears the scores of a generation's ranks, after each report that completes steps of all of them. */
  readonly onScores?: ((scores: readonly Score[]) => void) | undefined;
}

/** Errors that hit every worker alike, so they end the run; any other is about one worker, or its links. */
const SHARED_FAULTS: readonly ErrorCode[] = [
  ...(['BAD_INPUT', 'BAD_DATA', 'ENGINE', 'DIVERGED'] as const),
  ...(['CHECKPOINT', 'STORAGE', 'INTERNAL'] as const),
];

/** Of these, those that may be one worker's own: its device, its disk, its network. */
const FIRST_OF_ONE_WORKER: readonly ErrorCode[] = ['ENGINE', 'STORAGE', 'CHECKPOINT'];

/** Takes what the workers report into the membership and the log. */
export class Reports {
  readonly #roster: Roster;
  readonly #log: RunLog;
  readonly #bus: EventBus;
  readonly #now: () => number;
  readonly #fail: (error: LockstepError) => void;
  readonly #onScores: (scores: readonly Score[]) => void;
  readonly #stragglers = new StragglerWatch();
  /** When an engine last failed: in which generation, and after how many committed steps of the run. */
  #engineFailed = { generation: 0, committedSteps: -1 };
  /** Who last failed by its disk or what it was sent, and after how many committed steps of the run. */
  #ownFailed = { workerId: '', committedSteps: -1 };

  constructor({ roster, log, bus, now, fail, onScores = () => {} }: ReportParts) {
    this.#roster = roster;
    this.#log = log;
    this.#bus = bus;
    this.#now = now;
    this.#fail = fail;
    this.#onScores = onScores;
  }

  /** A generation of `worldSize` ranks begins: its ranks are compared from here on. */
  generationFormed(worldSize: number): void {
    this.#stragglers.begin(worldSize);
  }

  /** Takes a report of a registered worker. Every report is a sign of life, as a heartbeat is. */
  take(workerId: string, report: Report): void {
    this.#roster.heard(workerId);
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
        this.#doubt(report.suspect);
        this.#breakGeneration(
          report.suspect.generation,
          `${workerId} suspects rank ${report.suspect.peerRank}: ${legible(report.suspect.reason ?? '')}`,
        );
        break;
      case 'interrupted':
        this.#breakGeneration(
          report.interrupted.generation,
          legible(report.interrupted.reason ?? '') || `${workerId} left it`,
        );
        this.#roster.change(workerId, {
          status: 'ready',
          hasState: report.interrupted.hasState ?? false,
          committedSteps: report.interrupted.position?.committedSteps ?? 0,
        });
        break;
      case 'finished':
        this.#rankFinished(workerId, report.finished);
        break;
      case 'failed':
        this.#workerFailed(workerId, report.failed);
        break;
      case 'leave':
        this.#roster.lose(workerId, `left: ${legible(report.leave.reason ?? '')}`, true);
        break;
    }
  }

  #workerReady(workerId: string, ready: lockstep.v1.Ready.$Properties): void {
    this.#roster.change(workerId, {
      status: 'ready',
      hasState: ready.hasState ?? false,
      committedSteps: ready.position?.committedSteps ?? 0,
    });
    this.#log.workerReady(workerId, ready.engine ?? {}, ready.phases ?? []);
  }

  /** A worker that finished an earlier generation, while there was no coordinator, waits for the next generation. */
  #rankFinished(workerId: string, finished: lockstep.v1.Finished.$Shape): void {
    const isMember = finished.generation === this.#roster.membership.generation?.number;
    if (isMember) this.#log.rankFinished(finished);
    this.#roster.change(workerId, {
      status: isMember ? 'finished' : 'ready',
      hasState: true,
      committedSteps: finished.position?.committedSteps ?? 0,
    });
  }

  #stepsCommitted(workerId: string, { generation, rank, steps }: lockstep.v1.Progress.$Properties): void {
    const records = (steps ?? []) as lockstep.v1.StepRecord[];
    const last = records.at(-1);
    if (!last) return;
    for (const record of records) this.#log.stepCommitted(generation ?? 0, rank ?? 0, record);
    this.#roster.change(workerId, { hasState: true, committedSteps: last.step + 1, doubts: 0 });
    if (generation === this.#roster.membership.generation?.number) this.#watchStragglers(rank ?? 0, records);
  }

  #watchStragglers(rank: number, records: readonly lockstep.v1.StepRecord[]): void {
    // Of a decoded message, a rest pattern would leave out the fields that are 0.
    const works = records.map(({ step, samples, dataMs, applyMs, computeMs }) => {
      return { step, samples, ms: dataMs + applyMs + computeMs };
    });
    const scores = this.#stragglers.committed(rank, works);
    for (const score of scores) this.#judge(score);
    if (scores.length > 0) this.#onScores(scores);
  }

  #judge({ changed, straggling, ...score }: Score): void {
    const workerId = this.#roster.membership.generation?.members[score.rank] ?? '';
    const before = this.#roster.membership.workers.get(workerId)?.straggledSince;
    const since = before ?? this.#now();
    if (straggling) {
      this.#roster.change(workerId, { straggling: { since, score: score.score }, straggledSince: since });
    } else if (before !== undefined) {
      this.#roster.change(workerId, { straggling: undefined, straggledSince: undefined });
    }
    if (changed) this.#bus.publish({ type: 'straggler', workerId, straggling, ...score });
  }

  #epochEnded({ rank, epoch, logs, confusions, durationSeconds }: lockstep.v1.EpochEnd.$Properties): void {
    const end = { logs: logs ?? {}, seconds: durationSeconds ?? 0 };
    const matrices = (confusions ?? []).map(({ output, counts }) => ({
      ...(output && { output: legible(output) }),
      counts: counts ?? [],
    }));
    this.#log
      .epochEnded(rank ?? 0, epoch ?? 0, { ...end, ...(matrices.length > 0 && { confusions: matrices }) })
      .catch((error) => this.#fail(asLockstepError(error, 'STORAGE')));
  }

  /**
   * A bad job or bad data fails on every worker alike, so it ends the run; any other error loses the worker only. So does
   * one that may be the worker's own, where there are others. If it then hits another worker too, the run ends: every
   * worker would fail in turn.
   */
  #workerFailed(workerId: string, { code, message: said }: lockstep.v1.Failed.$Properties): void {
    const message = legible(said ?? '');
    const known: ErrorCode = isErrorCode(code ?? '') ? (code as ErrorCode) : 'INTERNAL';
    if (FIRST_OF_ONE_WORKER.includes(known) && this.#isItsOwn(workerId, known)) {
      this.#roster.lose(workerId, `failed: ${message}`);
    } else if (SHARED_FAULTS.includes(known)) {
      this.#fail(new LockstepError(known, `${workerId}: ${message}`));
    } else {
      this.#roster.lose(workerId, `failed: ${message}`);
    }
  }

  #isItsOwn(workerId: string, code: ErrorCode): boolean {
    const { generation, workers, committedSteps } = this.#roster.membership;
    if (code === 'ENGINE') {
      const training = workers.get(workerId)?.status === 'training' && generation!.members.length > 1;
      const before = this.#engineFailed;
      const again = before.generation === generation?.number || before.committedSteps === committedSteps;
      if (!training || again) return false;
      this.#engineFailed = { generation: generation!.number, committedSteps };
      return true;
    }
    const before = this.#ownFailed;
    const another = before.committedSteps === committedSteps && before.workerId !== workerId;
    if (workers.size === 1 || another) return false;
    this.#ownFailed = { workerId, committedSteps };
    return true;
  }

  /** A report about an earlier generation does not break the present one. */
  #breakGeneration(number: number | null | undefined, reason: string): void {
    if (number === this.#roster.membership.generation?.number) this.#roster.breakGeneration(reason);
  }

  #doubt({ generation, peerRank, step }: lockstep.v1.Suspect.$Properties): void {
    this.#roster.doubt(generation ?? 0, peerRank ?? 0, step ?? 0);
  }
}
