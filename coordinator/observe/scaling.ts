/** How well a run scales, and how many workers are worth their while, from its own steps. */
import { at, fitLine, type Line } from '../../base/line.ts';
import { median } from '../../base/median.ts';
import type { RunEvent, StepSummary } from '../../proto/events.ts';
import type { ScalingView } from '../../proto/snapshot.ts';

/** A worker is wanted where it brings at least this part of what one alone makes. */
export const TARGET = 0.5;
/** So many times the workers that have trained at once are wanted at most: what lies beyond is too little known. */
const GROWTH = 2;
/** First steps of a generation that do not count: they warm up. */
const WARM_UP_STEPS = 5;
/** Latest times that are kept, of each size of a share and of each world. */
const KEPT_TIMES = 64;
/** Sizes of shares, and worlds, that are kept: those seen last. */
const KEPT_SIZES = 16;
/** A size with fewer times than this is not known yet. */
const LEAST_TIMES = 8;
/** Shares of more nearly equal sizes say nothing of what a sample costs. */
const APART = 1.4;
/** Of a time that the clock cannot tell from none. */
const SHORTEST_MS = 1e-3;

/** What a step takes in a world of any size, in ms, as a run has shown it. */
export interface StepModel {
  /** Gradient over the samples of a share. */
  readonly compute: Line;
  /** All-reduce, the wait for the slowest included, over the workers beyond two. One alone has none. */
  readonly reduce: Line;
  /** Data and update, whatever the world. */
  readonly otherMs: number;
}

/** Times of a run: medians, in ms. */
export interface Times {
  /** Gradient of shares, by their samples; that of the latest share last. */
  readonly compute: readonly (readonly [samples: number, ms: number])[];
  /** All-reduce, by the number of workers. */
  readonly reduce: readonly (readonly [workers: number, ms: number])[];
  readonly otherMs: number;
}

/**
 * The model of Pollux (Qiao et al., OSDI 2021, section 3.2) without overlap: gradient a + b m for m samples, all-reduce
 * a + b (K - 2) for K > 1 workers. What a run has not shown counts as the best that it could be, as there: with shares of
 * one size the gradient takes time for samples alone, with one world the all-reduce takes as long in all.
 */
export function fitModel({ compute, reduce, otherMs }: Times): StepModel {
  const sizes = compute.map(([samples]) => samples);
  const [samples, ms] = compute.at(-1)!;
  const isLine = Math.max(...sizes) >= APART * Math.min(...sizes);
  const beyondTwo = reduce.map(([workers, ms]) => [workers - 2, ms] as const);
  return {
    compute: isLine ? fitLine(compute) : { fixedMs: 0, msPerUnit: ms / samples },
    reduce: beyondTwo.length > 1 ? fitLine(beyondTwo) : { fixedMs: beyondTwo[0]?.[1] ?? 0, msPerUnit: 0 },
    otherMs,
  };
}

/** A step of `batch` samples (global), in ms. */
export function stepMs({ compute, reduce, otherMs }: StepModel, workers: number, batch: number): number {
  return at(compute, batch / workers) + otherMs + (workers > 1 ? at(reduce, workers - 2) : 0);
}

/**
 * The most workers, at most `most`, of which the last still brings `target` of what one alone makes.
 * @param rate samples a second of so many workers
 */
export function worthwhile(rate: (workers: number) => number, most: number, target: number = TARGET): number {
  const least = target * rate(1);
  let workers = 1;
  while (workers < most && rate(workers + 1) - rate(workers) >= least) workers++;
  return workers;
}

/** Keeps the times of a run in bounded memory, and says how it scales. */
export class Scaling {
  #compute = new Kept();
  #reduce = new Kept();
  #other = new Kept();
  #whole = new Kept();
  #run = { world: 0, mostWorkers: 0, firstStep: 0, batch: 0 };

  hear(event: RunEvent): void {
    if (event.type === 'generation_formed') {
      this.#run.world = event.members.length;
      this.#run.firstStep = event.nextStep;
    } else if (event.type === 'run_started') this.#run.batch = event.batchSize;
    else if (event.type === 'step') this.#step(event);
  }

  /** Null until the present generation has shown some steps. */
  get view(): ScalingView | null {
    const { world: workers, batch, mostWorkers } = this.#run;
    const [now, compute] = [this.#whole.of(workers), this.#compute.all];
    if (now === undefined || compute.length === 0) return null;
    const model = fitModel({ compute, reduce: this.#reduce.all, otherMs: this.#other.of(workers)! });
    const rate = (workers: number) => batch / stepMs(model, workers, batch);
    const most = Math.min(batch, GROWTH * mostWorkers);
    const efficiency = workers === 1 ? 1 : stepMs(model, 1, batch) / (workers * now);
    return { efficiency, wanted: worthwhile(rate, most) };
  }

  save(): SavedScaling {
    const [compute, reduce, other, whole] = [this.#compute, this.#reduce, this.#other, this.#whole];
    return {
      run: this.#run,
      compute: compute.times,
      reduce: reduce.times,
      other: other.times,
      whole: whole.times,
    };
  }

  restore({ run, compute, reduce, other, whole }: SavedScaling): void {
    this.#run = { ...run };
    this.#compute = new Kept(compute);
    this.#reduce = new Kept(reduce);
    this.#other = new Kept(other);
    this.#whole = new Kept(whole);
  }

  #step({ step, samples, phases: { data, compute, reduce, apply } }: StepSummary): void {
    const { world, mostWorkers, firstStep } = this.#run;
    if (step < firstStep + WARM_UP_STEPS || samples === 0) return;
    this.#run.mostWorkers = Math.max(mostWorkers, world);
    this.#compute.add(samples, compute);
    if (world > 1) this.#reduce.add(world, reduce);
    this.#other.add(world, data + apply);
    this.#whole.add(world, data + compute + reduce + apply);
  }
}

type KeptTimes = readonly (readonly [size: number, times: readonly number[]])[];

/** As plain data. */
export interface SavedScaling extends Readonly<Record<'compute' | 'reduce' | 'other' | 'whole', KeptTimes>> {
  readonly run: {
    readonly world: number;
    readonly mostWorkers: number;
    readonly firstStep: number;
    readonly batch: number;
  };
}

/** Latest times, by size. */
class Kept {
  readonly #times: Map<number, number[]>;

  constructor(times: KeptTimes = []) {
    this.#times = new Map(times.map(([size, kept]) => [size, [...kept]]));
  }

  get times(): KeptTimes {
    return [...this.#times];
  }

  add(size: number, ms: number): void {
    const times = this.#times.get(size) ?? [];
    // Moves to the end, so that what was seen longest ago is forgotten first.
    this.#times.delete(size);
    this.#times.set(size, times);
    times.push(Math.max(ms, SHORTEST_MS));
    if (times.length > KEPT_TIMES) times.shift();
    if (this.#times.size > KEPT_SIZES) this.#times.delete(this.#times.keys().next().value!);
  }

  /** The median; undefined where it is not known yet. */
  of(size: number): number | undefined {
    const times = this.#times.get(size) ?? [];
    return times.length < LEAST_TIMES ? undefined : median(times);
  }

  /** All medians that are known, that of the size seen last at the end. */
  get all(): [size: number, ms: number][] {
    return [...this.#times.keys()].flatMap((size) => {
      const ms = this.of(size);
      return ms === undefined ? [] : [[size, ms]];
    });
  }
}
