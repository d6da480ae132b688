import type { RunState, RunStatus } from '../../../proto/commands.ts';
import type { EpochEnd, RunEvent, StepSummary } from '../../../proto/events.ts';
import {
  type EpochConfusion,
  type EpochRow,
  GRADIENT_NORM,
  type Head,
  isAtRest,
  LEARNING_RATE,
  RATE,
  type ScalingView,
  type Snapshot,
  type ViewChange,
} from '../../../proto/snapshot.ts';
import { RunTime } from '../../events/run-time.ts';
import { Scaling } from '../scaling.ts';
import { Curves } from './curves.ts';
import { Gaps } from './gaps.ts';
import { HappeningLog } from './happening-log.ts';
import { describeEvent } from './happenings.ts';
import { NOTHING, type SavedView } from './saved-view.ts';
import { Throughput } from './throughput.ts';
import { WorkersView } from './workers-view.ts';

const MOST_CONFUSIONS = 100;

/**
 * The state of a run, computed from its events in bounded memory: `lockstep status`, the live page and the report
 * show it.
 */
export class RunView {
  readonly #curves = new Curves();
  readonly #workers = new WorkersView();
  readonly #scaling = new Scaling();
  readonly #happened = new HappeningLog();
  readonly #gaps = new Gaps();
  readonly #throughput = new Throughput();
  #epochRows: EpochRow[] = [];
  #confusions: EpochConfusion[] = [];
  #confusionsTold = 0;
  readonly #time = new RunTime();
  readonly #run = { ...NOTHING };
  #state: RunState = 'waiting';
  #failure = '';
  #updates = 1;
  #learningRate: number | null = null;
  #gradientNorm: number | null = null;
  #checkpoint: Head['checkpoint'] = null;
  #logs: Record<string, number> = {};
  #rate: number | null = null;

  hear(event: RunEvent): void {
    this.#run.now = Math.max(this.#run.now, event.time);
    const happening = describeEvent(event);
    if (happening) this.#happened.add(happening);
    this.#time.hear(event);
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
        this.#throughput.clear();
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
        // A generation that goes on under the next coordinator is not formed again.
        if (this.#state === 'waiting') this.#enter('training', event.time);
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
        if (!this.#curves.has(RATE)) this.#measureRate();
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
      seconds: this.#time.secondsAt(this.#run.now),
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
    const happened = { from: 0, items: this.#happened.all };
    const series = this.#curves.all();
    const { head } = this;
    const confusions = this.#confusions;
    return { head, series, happened, gaps: this.#gaps.all, confusions, epochRows: this.#epochRows };
  }

  /** What has changed since the last call. */
  change(): ViewChange {
    const happened = this.#happened.change();
    const series = this.#curves.change();
    const confusions = this.#confusions.filter(({ epoch }) => epoch > this.#confusionsTold);
    this.#confusionsTold = this.#confusions.at(-1)?.epoch ?? 0;
    return { head: this.head, series, happened, gaps: this.#gaps.all, confusions };
  }

  save(): SavedView {
    return {
      run: this.#run,
      time: this.#time.save(),
      state: this.#state,
      failure: this.#failure,
      updates: this.#updates,
      learningRate: this.#learningRate,
      gradientNorm: this.#gradientNorm,
      checkpoint: this.#checkpoint,
      logs: this.#logs,
      happened: this.#happened.all,
      gaps: this.#gaps.all,
      epochRows: this.#epochRows,
      confusions: this.#confusions,
      series: this.#curves.save(),
      workers: this.#workers.save(),
      scaling: this.#scaling.save(),
    };
  }

  /** Restores what was saved; throughput is measured anew. */
  restore(saved: unknown): void {
    const view = saved as SavedView;
    Object.assign(this.#run, view.run);
    this.#time.restore(view.time ?? { startedAt: view.run.startedAt });
    this.#state = view.state;
    this.#failure = view.failure;
    this.#updates = view.updates;
    this.#learningRate = view.learningRate;
    this.#gradientNorm = view.gradientNorm;
    this.#checkpoint = view.checkpoint;
    this.#logs = { ...view.logs };
    this.#happened.restore(view.happened);
    this.#gaps.restore(view.gaps);
    this.#epochRows = [...view.epochRows];
    this.#confusions = [...(view.confusions ?? [])];
    this.#curves.restore(view.series);
    this.#workers.restore(view.workers);
    this.#scaling.restore(view.scaling);
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
      this.#curves.add(name, step + 1, value);
      this.#logs[name] = value;
    }
    this.#curves.add(LEARNING_RATE, step + 1, learningRate);
    if (gradientNorm !== undefined) this.#curves.add(GRADIENT_NORM, step + 1, gradientNorm);
    if (this.#throughput.stepped(event.start, step)) this.#measureRate();
  }

  #measureRate(): void {
    const measured = this.#throughput.measure();
    if (!measured) return;
    const { steps, ms, time } = measured;
    this.#rate = (1000 * (steps / this.#updates) * this.#run.batchSize) / ms;
    this.#curves.add(RATE, this.#time.secondsAt(time), this.#rate);
  }

  #epochEnded({ epoch, logs, seconds, ...end }: { epoch: number } & EpochEnd): void {
    const confusions = end.confusion ? [{ counts: end.confusion }] : (end.confusions ?? []);
    this.#epochRows.push({ epoch, logs, seconds });
    this.#confusions.push(...confusions.map((one) => ({ epoch: epoch + 1, ...one })));
    while (this.#confusions.length > MOST_CONFUSIONS && this.#confusions[0]!.epoch <= epoch)
      this.#confusions.shift();
    const step = (epoch + 1) * this.#run.batchesPerEpoch * this.#updates;
    for (const [name, value] of Object.entries(logs)) {
      if (!name.startsWith('val_')) continue;
      this.#curves.add(name, step, value);
      this.#logs[name] = value;
    }
  }

  #enter(state: RunState, time: number): void {
    this.#state = state;
    this.#gaps.enter(state, time);
  }
}
