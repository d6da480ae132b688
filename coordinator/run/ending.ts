import { within } from '../../base/abort.ts';
import { type LockstepError, nameError } from '../../base/errors.ts';
import type { RunSummary } from '../../proto/events.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { CommandDesk } from '../commands/desk.ts';
import type { EventBus } from '../events/bus.ts';
import type { Journal } from '../store/journal.ts';
import type { Roster } from './roster.ts';

/** Longest that writing a run's last files may take: a disk that hangs never answers. */
const LAST_FILES_MS = 60_000;

export interface EndingParts {
  readonly journal: Pick<Journal, 'expectToLead'>;
  readonly bus: EventBus;
  readonly roster: Roster;
  readonly desk: CommandDesk;
}

/**
 * The end of a run here. It comes once, in one of four ways: the run is complete, the run has failed, this coordinator
 * was asked to go, or another coordinator has replaced it. In the last two the run goes on under another coordinator.
 */
export class Ending {
  /** Resolves with the summary, or rejects with why the run failed or goes on elsewhere. */
  readonly done: Promise<RunSummary>;
  readonly #parts: EndingParts;
  #begun = false;
  #left: LockstepError | undefined;
  #stop: lockstep.v1.Stop.$Properties | undefined;
  #resolve!: (summary: RunSummary) => void;
  #reject!: (error: LockstepError) => void;

  constructor(parts: EndingParts) {
    this.#parts = parts;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The run may fail before anybody awaits `done`; this only prevents an unhandled rejection.
    this.done.catch(() => undefined);
  }

  /** The run has ended, or its last files are being written. Nothing else can end it any more. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Why the run goes on under another coordinator; undefined unless it does. */
  get left(): LockstepError | undefined {
    return this.#left;
  }

  /** What a worker that attaches after the end is told; undefined until then. */
  get stop(): lockstep.v1.Stop.$Properties | undefined {
    return this.#stop;
  }

  /** Completes the run once `writeFiles` has resolved; where it rejects, the run has failed. */
  complete(writeFiles: () => Promise<RunSummary>): void {
    this.#begun = true;
    within(LAST_FILES_MS, 'the writing of the last files', writeFiles()).then(
      (summary) => {
        this.#parts.bus.publish({ type: 'run_finished', summary });
        this.#tell({ code: '', reason: 'the run is complete' });
        this.#resolve(summary);
      },
      (raw) => {
        const error = nameError(raw);
        if (error.code === 'ABORTED') this.#leave(error);
        else this.#fail(error);
      },
    );
  }

  /** Ends the run as failed. Where another coordinator leads it, only this coordinator ends. */
  fail(error: LockstepError): void {
    if (!this.#begun && this.#stillLeads()) this.#fail(error);
  }

  /**
   * This coordinator was asked to go. Of its workers, those that `stay` train on and look for the next coordinator; else
   * they end.
   */
  interrupt(error: LockstepError, workers: 'stay' | 'end'): void {
    if (this.#begun || !this.#stillLeads()) return;
    this.#parts.bus.publish({ type: 'run_interrupted', reason: error.message });
    if (workers === 'stay') {
      this.#leave(error);
      return;
    }
    this.#tell({ code: error.code, reason: error.describe() });
    this.#reject(error);
  }

  /** Another coordinator leads the run: lets the workers go, so that they look for that one. */
  retire(error: LockstepError): void {
    if (!this.#begun) this.#leave(error);
  }

  /** Ends the run because something threw: ABORTED means that another coordinator leads, all else that the run failed. */
  thrown(raw: unknown): void {
    const error = nameError(raw);
    if (error.code === 'ABORTED') this.retire(error);
    else this.fail(error);
  }

  #stillLeads(): boolean {
    try {
      this.#parts.journal.expectToLead();
    } catch (raw) {
      // Where the journal cannot be read, the run ends with the error at hand.
      const error = nameError(raw);
      if (error.code === 'ABORTED') this.retire(error);
    }
    return !this.#begun;
  }

  #fail(error: LockstepError): void {
    this.#parts.bus.publish({ type: 'run_failed', code: error.code, message: error.describe() });
    this.#tell({ code: error.code, reason: error.describe() });
    this.#reject(error);
  }

  #leave(error: LockstepError): void {
    this.#left = error;
    this.#begun = true;
    this.#parts.roster.letGo();
    this.#reject(error);
  }

  #tell(stop: lockstep.v1.Stop.$Properties): void {
    this.#begun = true;
    this.#parts.desk.close();
    this.#stop = stop;
    this.#parts.roster.stop(stop);
  }
}
