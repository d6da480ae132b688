import type { RunSummary } from '../../proto/events.ts';
import type { EpochLogs, Logs } from '../store/history.ts';

/** What the run has done so far, from the reports of its workers. No I/O. */
export class Progress {
  readonly epochs: EpochLogs[] = [];
  /** Steps committed. */
  steps = 0;
  samples = 0;
  recoveries = 0;
  repeatedSteps = 0;
  skippedSteps = 0;
  #trainingSeconds = 0;
  #firstStepAt: number | undefined;

  /**
   * Notes a step that rank 0 committed over `samples` samples of the global batch.
   * A step seen again (its first committer died) counts as repeated, and its samples once.
   */
  stepCommitted(step: number, samples: number, now: number, skipped: boolean, updates: number): void {
    this.#firstStepAt ??= now;
    if (step < this.steps) {
      this.repeatedSteps++;
      return;
    }
    this.steps = step + 1;
    // Every update of a batch is a step over the same samples.
    if ((step + 1) % updates === 0) this.samples += samples;
    if (skipped) this.skippedSteps++;
    this.#trainingSeconds = (now - this.#firstStepAt) / 1000;
  }

  /** False when the epoch was reported before (by a rank that died since). */
  epochEnded(epoch: number, logs: Logs): boolean {
    if (this.epochs.some((known) => known.epoch === epoch)) return false;
    this.epochs.push({ epoch, logs });
    // What another rank told of an epoch whose rank 0 died may come late.
    this.epochs.sort((a, b) => a.epoch - b.epoch);
    return true;
  }

  summary(run: {
    job: string;
    dataset: string;
    backend: string;
    workers: number;
    weightsSha256: string;
    seconds: number;
    stopped: string | null;
  }): RunSummary {
    const last = this.epochs.at(-1)?.logs ?? {};
    const { seconds, ...names } = run;
    return {
      ...names,
      epochs: this.epochs.length,
      steps: this.steps,
      samplesPerSecond: this.#trainingSeconds > 0 ? Math.round(this.samples / this.#trainingSeconds) : 0,
      loss: last.loss ?? null,
      accuracy: last.accuracy ?? null,
      valLoss: last.val_loss ?? null,
      valAccuracy: last.val_accuracy ?? null,
      logs: last,
      durationSeconds: seconds,
      recoveries: this.recoveries,
      repeatedSteps: this.repeatedSteps,
      skippedSteps: this.skippedSteps,
      weightsSha256: run.weightsSha256,
    };
  }
}
