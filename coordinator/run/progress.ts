import * as z from 'zod';
import type { RunEvent, RunSummary, StepSummary } from '../../proto/events.ts';
import { RunTime } from '../events/run-time.ts';
import type { EpochLogs, Logs } from '../store/history.ts';

/** JSON writes `null` for numbers that are not finite. */
const Value = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const Saved = z.object({
  counts: z.object({
    steps: z.int(),
    samples: z.int(),
    recoveries: z.int(),
    repeatedSteps: z.int(),
    skippedSteps: z.int(),
    trainingSeconds: z.number(),
    updates: z.int(),
    backend: z.string(),
    firstStepSeconds: z.number().nullable(),
  }),
  time: z.unknown(),
  epochs: z.array(z.object({ epoch: z.int(), logs: z.record(z.string(), Value) })),
});

/** What the run has done so far, accumulated from its events. No I/O. */
export class Progress {
  readonly #epochs: EpochLogs[] = [];
  readonly #time = new RunTime();
  /** Known once the coordinator has begun. */
  #batchesPerEpoch = 0;
  readonly #counts = {
    /** Steps committed. */
    steps: 0,
    samples: 0,
    recoveries: 0,
    repeatedSteps: 0,
    skippedSteps: 0,
    trainingSeconds: 0,
    /** Updates of the job: each global batch has a step for each. */
    updates: 1,
    backend: '',
    /** Of the run, when its first step was committed. */
    firstStepSeconds: null as number | null,
  };

  hear(event: RunEvent): void {
    const counts = this.#counts;
    this.#time.hear(event);
    switch (event.type) {
      case 'run_started':
        this.#batchesPerEpoch = event.batchesPerEpoch;
        break;
      case 'worker_ready':
        counts.backend ||= event.backend;
        counts.updates = event.updates || 1;
        break;
      case 'epoch_ended':
        this.#epochEnded(event.epoch, event.logs);
        break;
      case 'recovered':
        counts.recoveries++;
        break;
      case 'step':
        if (event.rank === 0) this.#stepCommitted(event, event.time);
        break;
    }
  }

  save(): unknown {
    return { counts: this.#counts, epochs: this.#epochs, time: this.#time.save() };
  }

  restore(saved: unknown): void {
    const { counts, epochs, time } = Saved.parse(saved);
    Object.assign(this.#counts, counts);
    this.#time.restore(time);
    this.#epochs.splice(0, Number.POSITIVE_INFINITY, ...epochs);
  }

  get steps(): number {
    return this.#counts.steps;
  }

  /** In order. */
  get epochs(): readonly EpochLogs[] {
    return this.#epochs;
  }

  /** Whether the end of an epoch was published. */
  hasEnded(epoch: number): boolean {
    return this.#epochs.some((known) => known.epoch === epoch);
  }

  /** A step seen again (its first committer died) counts as repeated, and its samples once. */
  #stepCommitted({ step, batchSamples, skipped }: StepSummary, time: number): void {
    const counts = this.#counts;
    const seconds = this.#time.secondsAt(time);
    counts.firstStepSeconds ??= seconds;
    if (step < counts.steps) {
      counts.repeatedSteps++;
      return;
    }
    counts.steps = step + 1;
    // Every update of a batch is a step over the same samples.
    if ((step + 1) % counts.updates === 0) counts.samples += batchSamples ?? 0;
    if (skipped) counts.skippedSteps++;
    counts.trainingSeconds = seconds - counts.firstStepSeconds;
  }

  #epochEnded(epoch: number, logs: Logs): void {
    if (this.hasEnded(epoch)) return;
    this.#epochs.push({ epoch, logs });
    // The report of another rank, used where rank 0 died, may come late.
    this.#epochs.sort((a, b) => a.epoch - b.epoch);
  }

  /**
   * The ranks ended after `steps` steps. That is fewer than were seen where all ranks that had come further are lost, and
   * more where the reports of the last steps were.
   */
  endedAt(steps: number): void {
    this.#counts.steps = steps;
  }

  /** Forgets the epochs after the run's last step: their state is lost with the ranks that had come further. */
  forgetLostEpochs(): void {
    const stepsPerEpoch = this.#batchesPerEpoch * this.#counts.updates;
    if (stepsPerEpoch === 0) return;
    const left = this.#epochs.filter(({ epoch }) => (epoch + 1) * stepsPerEpoch <= this.#counts.steps);
    this.#epochs.splice(0, Number.POSITIVE_INFINITY, ...left);
  }

  /** @param run `now` is in ms since 1970; `stopped` says why training ended before its last epoch */
  summary(run: {
    job: string;
    dataset: string;
    workers: number;
    weightsSha256: string;
    now: number;
    stopped: string | null;
    tested: Logs;
  }): RunSummary {
    const last = this.#epochs.at(-1)?.logs ?? {};
    const { now, ...names } = run;
    const { steps, samples, trainingSeconds, recoveries, repeatedSteps, skippedSteps, backend } =
      this.#counts;
    return {
      ...names,
      backend,
      epochs: this.#epochs.length,
      steps,
      samplesPerSecond: trainingSeconds > 0 ? Math.round(samples / trainingSeconds) : 0,
      loss: last.loss ?? null,
      accuracy: last.accuracy ?? null,
      valLoss: last.val_loss ?? null,
      valAccuracy: last.val_accuracy ?? null,
      logs: last,
      durationSeconds: this.#time.secondsAt(now),
      recoveries,
      repeatedSteps,
      skippedSteps,
      weightsSha256: run.weightsSha256,
    };
  }
}
