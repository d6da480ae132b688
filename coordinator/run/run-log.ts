import { logsOf } from '../../api/totals.ts';
import { LockstepError } from '../../base/errors.ts';
import { legible } from '../../base/legible.ts';
import type { EpochEnd, RunSummary, StepSummary } from '../../proto/events.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { STAGES } from '../../proto/preparation.ts';
import type { EventBus } from '../events/bus.ts';
import type { Logs } from '../store/history.ts';
import type { RunDirectory } from '../store/run-directory.ts';
import { type CsvFile, HistoryFiles } from './history-files.ts';
import { phasesOf } from './messages.ts';
import { Progress } from './progress.ts';

/** Turns what the workers report into events, the history files and the summary. */
export class RunLog {
  readonly #bus: EventBus;
  readonly #directory: RunDirectory;
  readonly #now: () => number;
  /** What the run has done, under earlier coordinators too. */
  readonly progress = new Progress();
  /** Hash of each rank's final weights. */
  readonly #weights = new Map<number, string>();
  /** For each update of the job, the names of its totals. */
  #totals: readonly (readonly string[])[] = [];
  /** The last generation that broke unplanned, until there is a step of a later one. */
  #broken: { readonly generation: number; readonly at: number } | undefined;
  /** Why training ended before its last epoch; empty where it did not. */
  #stopped = '';
  /** Logs of the final weights on the test split; all ranks report the same. */
  #tested: Logs = {};
  /** Ends of epochs that only ranks other than 0 have reported, by epoch. */
  readonly #reported = new Map<number, EpochEnd>();
  readonly #history: HistoryFiles;

  constructor(bus: EventBus, directory: RunDirectory, csvFiles: readonly CsvFile[], now: () => number) {
    this.#history = new HistoryFiles(directory, csvFiles, () => this.progress.epochs);
    this.#bus = bus;
    this.#directory = directory;
    this.#now = now;
    bus.subscribe((event) => this.progress.hear(event));
  }

  /** Steps committed so far. */
  get committedSteps(): number {
    return this.progress.steps;
  }

  engineKnown({ updates }: lockstep.v1.EngineReport.$Properties): void {
    this.#totals = (updates ?? []).map(({ totals }) => totals ?? []);
  }

  workerReady(
    workerId: string,
    engine: lockstep.v1.EngineReport.$Properties,
    phases: readonly lockstep.v1.StartPhase.$Properties[],
  ): void {
    this.engineKnown(engine);
    this.#bus.publish({
      type: 'worker_ready',
      workerId,
      backend: legible(engine.backend ?? ''),
      mode: legible(engine.mode ?? ''),
      device: legible(engine.device ?? ''),
      note: legible(engine.note ?? ''),
      parameters: engine.parameters ?? 0,
      updates: this.#totals.length,
      ...(phases.length > 0 && { phases: phasesOf(phases) }),
    });
  }

  /** A generation ended before the run did; `planned` when nothing went wrong. */
  generationBroken(generation: number, reason: string, planned: boolean): void {
    if (!planned) this.#broken = { generation, at: this.#broken?.at ?? this.#now() };
    this.#bus.publish({ type: 'generation_broken', generation, planned, reason });
  }

  generationFormed(
    generation: number,
    members: readonly string[],
    nextStep: number,
    reason: string,
    paused: boolean,
  ): void {
    this.#weights.clear();
    this.#bus.publish({
      type: 'generation_formed',
      generation,
      members,
      nextStep,
      reason,
      ...(paused && { paused }),
    });
    // A paused generation commits no step, so the recovery is over once it is formed.
    if (paused) this.#recovered(generation, nextStep);
  }

  stepCommitted(generation: number, rank: number, record: lockstep.v1.StepRecord): void {
    if (rank === 0) this.#recovered(generation, record.step);
    this.#bus.publish({
      type: 'step',
      generation,
      rank,
      step: record.step,
      epoch: record.epoch,
      samples: record.samples,
      ...(record.skipped && { skipped: true }),
      start: record.startMs,
      learningRate: record.learningRate,
      ...(typeof record.gradientNorm === 'number' && { gradientNorm: record.gradientNorm }),
      ...(rank === 0 && this.#figuresOf(record)),
      phases: {
        data: record.dataMs,
        compute: record.computeMs,
        reduce: record.reduceMs,
        apply: record.applyMs,
      },
      ...(record.hiddenMs > 0 && { hidden: record.hiddenMs }),
      ...preparationOf(record),
    });
  }

  /** Samples and logs of a step's global batch. The updates of a job take turns: one step each. */
  #figuresOf({ step, totals }: lockstep.v1.StepRecord) {
    const names = this.#totals[step % this.#totals.length] ?? [];
    return { batchSamples: totals.at(-1) ?? 0, logs: logsOf(names, totals) };
  }

  /** Publishes that the run has recovered, at the first step of a generation after one that broke unplanned. */
  #recovered(generation: number, step: number): void {
    // Steps of the broken generation may be reported late.
    if (this.#broken === undefined || generation <= this.#broken.generation) return;
    this.#bus.publish({
      type: 'recovered',
      generation,
      step,
      seconds: (this.#now() - this.#broken.at) / 1000,
      repeatedSteps: Math.max(0, this.progress.steps - step),
    });
    this.#broken = undefined;
  }

  /**
   * Every rank reports the end of an epoch. Rank 0's report comes after its steps and is published. Another rank's is
   * kept until then, in case rank 0 is lost before it reports.
   * @throws LockstepError STORAGE
   */
  async epochEnded(rank: number, epoch: number, end: EpochEnd): Promise<void> {
    if (this.progress.hasEnded(epoch)) return;
    if (rank !== 0) {
      this.#reported.set(epoch, end);
      return;
    }
    this.#reported.delete(epoch);
    this.#bus.publish({ type: 'epoch_ended', epoch, ...end });
    await this.#history.write();
  }

  /** Publishes the epochs that only ranks other than 0 have reported. */
  async #publishEpochsOfOthers(): Promise<void> {
    for (const [epoch, end] of [...this.#reported]) await this.epochEnded(0, epoch, end);
  }

  rankFinished({ rank, weightsSha256, stopped, position, tested }: lockstep.v1.Finished.$Properties): void {
    this.#weights.set(rank ?? 0, weightsSha256 ?? '');
    this.progress.endedAt(position?.committedSteps ?? 0);
    this.#stopped = stopped ?? '';
    this.#tested = tested ?? {};
  }

  /** An error that names two ranks which ended with different weights; undefined where all ended with the same. */
  divergence(): LockstepError | undefined {
    const [first, ...others] = [...this.#weights].sort(([a], [b]) => a - b);
    const other = others.find(([, hash]) => hash !== first?.[1]);
    if (!first || !other) return undefined;
    return new LockstepError(
      'DIVERGED',
      `rank ${other[0]} and rank ${first[0]} ended with different weights`,
      {
        hint: 'One of their machines is faulty, or Lockstep has a defect: try other machines, and report it',
      },
    );
  }

  /** Writes the run's last files, and waits until all events so far are on the disk. @throws LockstepError STORAGE */
  async finish(job: string, dataset: string, workers: number): Promise<RunSummary> {
    await this.#publishEpochsOfOthers();
    this.progress.forgetLostEpochs();
    const summary = this.progress.summary({
      job,
      dataset,
      workers,
      weightsSha256: [...this.#weights.values()][0] ?? '',
      now: this.#now(),
      stopped: this.#stopped || null,
      tested: this.#tested,
    });
    await this.#history.write();
    await this.#directory.writeJson('summary.json', summary);
    await this.#directory.events.written();
    return summary;
  }
}

/** What the rank's batches took, as far as it says so, in whole microseconds. */
function preparationOf({ preparation }: lockstep.v1.StepRecord): Pick<StepSummary, 'preparation'> {
  if (!preparation) return {};
  const rounded = STAGES.map(
    (stage) => [stage, Math.round(1000 * (preparation[stage] ?? 0)) / 1000] as const,
  );
  const taken = rounded.filter(([, ms]) => ms > 0);
  return taken.length === 0 ? {} : { preparation: Object.fromEntries(taken) };
}
