import type { RunState, RunStatus } from '../../../proto/commands.ts';
import type { EpochEnd, RunEvent, StepSummary } from '../../../proto/events.ts';
import {
  type EpochConfusion,
  type EpochRow,
  type Gap,
  GRADIENT_NORM,
  type Happening,
  type Head,
  isAtRest,
  LEARNING_RATE,
  RATE,
  type ScalingView,
  type SeriesChange,
  type Snapshot,
  type ViewChange,
} from '../../../proto/snapshot.ts';
import { Scaling } from '../scaling.ts';
import { describeEvent } from './happenings.ts';
import { NOTHING, type SavedView } from './saved-view.ts';
import { Series } from './series.ts';
import { WorkersView } from './workers-view.ts';

/** Most happenings that are kept; beyond that the oldest go. */
const MOST_HAPPENINGS = 500;
const MOST_GAPS = 200;
const MOST_CONFUSIONS = 100;
/** Throughput is a mean over this time, taken so often. */
const RATE_WINDOW_MS = 5_000;
const RATE_EVERY_MS = 500;

/**
 * The state of a run, computed from its events in bounded memory: `lockstep status`, the live page and the report
 * show it.
 */
export class RunView {
  readonly #series = new Map<string, Series>();
  readonly #workers = new WorkersView();
  readonly #scaling = new Scaling();
  #happened: Happening[] = [];
  #happenedBefore = 0;
  #happeningsTold = 0;
  #gaps: Gap[] = [];
  #epochRows: EpochRow[] = [];
  #confusions: EpochConfusion[] = [];
  #confusionsTold = 0;
  readonly #run = { ...NOTHING };
  #state: RunState = 'waiting';
  #failure = '';
  #updates = 1;
  #learningRate: number | null = null;
  #gradientNorm: number | null = null;
  #checkpoint: Head['checkpoint'] = null;
  #logs: Record<string, number> = {};
  #window: { time: number; step: number }[] = [];
  #rate: number | null = null;
  #rateAt = 0;

  hear(event: RunEvent): void {
    this.#run.now = Math.max(this.#run.now, event.time);
    const happening = describeEvent(event);
    if (happening) this.#note(happening);
    this.#scaling.hear(event);
    switch (event.type) {
      case 'run_started': {
        const { runId, job, dataset, substitute, batchSize, epochs, batchesPerEpoch } = event;
        const { classCount = 0, classes = [] } = event;
        Object.assign(this.#run, { runId, job, dataset, substitute, batchSize, epochs, batchesPerEpoch });
        Object.assign(this.#run, { classCount, classes });
        this.#run.startedAt ||= event.time;
        this.#state = 'waiting';
        this.#failure = '';
        // Of the weights that an earlier coordinator's part of the run ended with.
        const stays = ([name]: [string, number]) => !name.startsWith('test_');
        this.#logs = Object.fromEntries(Object.entries(this.#logs).filter(stays));
        break;
      }
      case 'worker_joined':
        this.#workers.joined(event.workerId, event.host);
        break;
      case 'worker_ready':
        this.#updates = event.updates;
        this.#workers.ready(event.workerId, `${event.backend} (${event.mode}) on ${event.device}`);
        break;
      case 'worker_lost':
        this.#workers.lost(event.workerId);
        break;
      case 'generation_formed':
        this.#run.generation = event.generation;
        this.#workers.formed(event.members);
        this.#window = [];
        this.#rate = null;
        this.#enter(event.paused ? 'paused' : 'training', event.time);
        break;
      case 'generation_broken':
        if (!event.planned) this.#enter('recovering', event.time);
        break;
      case 'recovered':
        this.#run.recoveries++;
        this.#run.repeatedSteps += event.repeatedSteps;
        break;
      case 'step':
        this.#step(event);
        break;
      case 'epoch_ended':
        this.#epochEnded(event);
        break;
      case 'checkpoint_saved':
        this.#checkpoint = { step: event.step, time: event.time };
        break;
      case 'run_finished':
        // A run too short for a measurement on the way gets its throughput at the end.
        if (!this.#series.has(RATE)) this.#measureRate();
        Object.assign(this.#logs, event.summary.tested);
        this.#enter('finished', event.time);
        break;
      case 'run_interrupted':
        this.#failure = event.reason;
        this.#enter('interrupted', event.time);
        break;
      case 'run_failed':
        this.#failure = event.message;
        this.#enter('failed', event.time);
        break;
    }
  }

  /** How the run scales; null where that is not known yet, or where nothing is left to do. */
  get scaling(): ScalingView | null {
    return isAtRest(this.#state) ? null : this.#scaling.view;
  }

  get head(): Head {
    const { epoch, epochs, batchesPerEpoch, step } = this.#run;
    const totalSteps = epochs * batchesPerEpoch * this.#updates;
    const training = this.#state === 'training';
    const batches = (totalSteps - step - 1) / this.#updates;
    return {
      ...this.#run,
      epoch: step < 0 ? 0 : epoch + 1,
      step: step + 1,
      totalSteps,
      state: this.#state,
      reason: this.#failure,
      samplesPerSecond: training ? this.#rate : null,
      secondsLeft: training && this.#rate ? (batches * this.#run.batchSize) / this.#rate : null,
      learningRate: this.#learningRate,
      gradientNorm: this.#gradientNorm,
      scaling: this.scaling,
      logs: this.#logs,
      workers: this.#workers.all,
      checkpoint: this.#checkpoint,
    };
  }

  status(reason: string): RunStatus {
    const { runId, job, dataset, state, epoch, epochs, step, totalSteps, samplesPerSecond, secondsLeft } =
      this.head;
    const { learningRate, logs, generation, recoveries, checkpoint } = this.head;
    const workers = this.#workers.all.map(({ id, rank, state, phases }) => ({ id, rank, state, phases }));
    return {
      ...{
        runId,
        job,
        dataset,
        state,
        reason,
        epoch,
        epochs,
        step,
        totalSteps,
        samplesPerSecond,
        secondsLeft,
      },
      ...{ learningRate, logs, generation, recoveries, workers, checkpoint },
    };
  }

  snapshot(): Snapshot {
    const happened = { from: 0, items: this.#happened };
    const series = this.#seriesBy((one) => one.all());
    const { head } = this;
    const confusions = this.#confusions;
    return { head, series, happened, gaps: this.#gaps, confusions, epochRows: this.#epochRows };
  }

  /** What has changed since the last call. */
  change(): ViewChange {
    const from = this.#happeningsTold;
    this.#happeningsTold = this.#happenedBefore + this.#happened.length;
    const items = this.#happened.slice(Math.max(0, from - this.#happenedBefore));
    const series = this.#seriesBy((one) => one.change());
    const confusions = this.#confusions.filter(({ epoch }) => epoch > this.#confusionsTold);
    this.#confusionsTold = this.#confusions.at(-1)?.epoch ?? 0;
    return { head: this.head, series, happened: { from, items }, gaps: this.#gaps, confusions };
  }

  save(): SavedView {
    return {
      run: this.#run,
      state: this.#state,
      failure: this.#failure,
      updates: this.#updates,
      learningRate: this.#learningRate,
      gradientNorm: this.#gradientNorm,
      checkpoint: this.#checkpoint,
      logs: this.#logs,
      happened: this.#happened,
      gaps: this.#gaps,
      epochRows: this.#epochRows,
      confusions: this.#confusions,
      series: Object.fromEntries([...this.#series].map(([name, series]) => [name, series.save()])),
      workers: this.#workers.save(),
      scaling: this.#scaling.save(),
    };
  }

  /** Restores what was saved; throughput is measured anew. */
  restore(saved: unknown): void {
    const view = saved as SavedView;
    Object.assign(this.#run, view.run);
    this.#state = view.state;
    this.#failure = view.failure;
    this.#updates = view.updates;
    this.#learningRate = view.learningRate;
    this.#gradientNorm = view.gradientNorm;
    this.#checkpoint = view.checkpoint;
    this.#logs = { ...view.logs };
    this.#happened = [...view.happened];
    this.#gaps = [...view.gaps];
    this.#epochRows = [...view.epochRows];
    this.#confusions = [...(view.confusions ?? [])];
    this.#series.clear();
    for (const [name, series] of Object.entries(view.series)) this.#series.set(name, Series.restored(series));
    this.#workers.restore(view.workers);
    this.#scaling.restore(view.scaling);
  }

  #seriesBy(look: (series: Series) => SeriesChange): Record<string, SeriesChange> {
    return Object.fromEntries([...this.#series].map(([name, series]) => [name, look(series)]));
  }

  #step(event: StepSummary): void {
    this.#workers.stepped(event);
    const { logs, step, epoch, skipped, learningRate, gradientNorm } = event;
    if (!logs || step <= this.#run.step) return;
    Object.assign(this.#run, { step, epoch });
    if (skipped) this.#run.skippedSteps++;
    this.#learningRate = learningRate;
    this.#gradientNorm = gradientNorm ?? this.#gradientNorm;
    for (const [name, value] of Object.entries(logs)) {
      this.#add(name, step + 1, value);
      this.#logs[name] = value;
    }
    this.#add(LEARNING_RATE, step + 1, learningRate);
    if (gradientNorm !== undefined) this.#add(GRADIENT_NORM, step + 1, gradientNorm);
    this.#throughput(event.start, step);
  }

  #throughput(time: number, step: number): void {
    const window = this.#window;
    window.push({ time, step });
    while (window.length > 2 && time - window[0]!.time > RATE_WINDOW_MS) window.shift();
    if (time - window[0]!.time >= RATE_EVERY_MS && time - this.#rateAt >= RATE_EVERY_MS) this.#measureRate();
  }

  #measureRate(): void {
    const [first, last] = [this.#window[0], this.#window.at(-1)];
    if (!first || !last || last.time <= first.time) return;
    const { time, step } = last;
    this.#rateAt = time;
    const batches = (step - first.step) / this.#updates;
    this.#rate = (1000 * batches * this.#run.batchSize) / (time - first.time);
    this.#add(RATE, (time - this.#run.startedAt) / 1000, this.#rate);
  }

  #epochEnded({ epoch, logs, seconds, confusion }: { epoch: number } & EpochEnd): void {
    this.#epochRows.push({ epoch, logs, seconds });
    if (confusion) this.#confusions.push({ epoch: epoch + 1, counts: confusion });
    if (this.#confusions.length > MOST_CONFUSIONS) this.#confusions.shift();
    const step = (epoch + 1) * this.#run.batchesPerEpoch * this.#updates;
    for (const [name, value] of Object.entries(logs)) {
      if (!name.startsWith('val_')) continue;
      this.#add(name, step, value);
      this.#logs[name] = value;
    }
  }

  #add(name: string, x: number, y: number): void {
    const series = this.#series.get(name) ?? new Series();
    series.add(x, y);
    this.#series.set(name, series);
  }

  #enter(state: RunState, time: number): void {
    this.#state = state;
    const last = this.#gaps.at(-1);
    if (last?.until === null) {
      if (last.kind === state) return;
      this.#gaps[this.#gaps.length - 1] = { ...last, until: time };
    }
    if (state !== 'recovering' && state !== 'paused') return;
    this.#gaps.push({ kind: state, from: time, until: null });
    if (this.#gaps.length > MOST_GAPS) this.#gaps.shift();
  }

  #note(happening: Happening): void {
    this.#happened.push(happening);
    if (this.#happened.length <= MOST_HAPPENINGS) return;
    this.#happened.shift();
    this.#happenedBefore++;
  }
}
