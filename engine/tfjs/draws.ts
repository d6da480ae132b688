import { createRequire } from 'node:module';
import type { DataType, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Distribution, drawRows, type Key } from '../../base/philox.ts';
import type { Place } from '../engine.ts';
import type { NativeBackend } from './binding.ts';
import { nativeStream } from './native-stream.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Stream } from './stream.ts';

const require = createRequire(import.meta.url);

/** Of computations outside of training: they draw the same numbers each time. */
export const NO_STEP: Place = { step: -1, first: 0 };

/**
 * Along which dimension of a draw the samples of the batch lie; null for a draw that all ranks share (noise on weights,
 * say), undefined where that is not known.
 */
export type SampleAxis = number | null | undefined;

/**
 * Random numbers of models and losses. tfjs draws them in JavaScript, one after another: ranks would draw others than
 * one process does, and a compiled step would hold them as constants. While something is computed here, they are a
 * function of (seed, step, number of the draw, place of the sample in the global batch): afresh each step, the same
 * compiled and op by op, and the same however many ranks the batch is dealt out to.
 */
export class RandomDraws {
  readonly #tf: TF;
  readonly #seed: number;
  readonly #mathRandom: SeededRandom;
  readonly #native: NativeBackend | undefined;
  #stream: Stream | undefined;
  #samples = 0;
  #axes: readonly SampleAxis[] = [];
  #shapes: number[][] = [];

  /** @param native the backend, where it is TensorFlow's: it draws by ops then, which can be traced */
  constructor(tf: TF, seed: number, mathRandom: SeededRandom, native?: NativeBackend) {
    this.#tf = tf;
    this.#seed = seed | 0;
    this.#mathRandom = mathRandom;
    this.#native = native;
    this.#install();
  }

  /**
   * What a job draws from `Math.random` is a function of the place too, but one after another: it differs from rank to
   * rank, and not with the sample.
   * @param samples of the batch; `axes` are of the draws, in their order
   */
  within<T>(place: Place, samples: number, axes: readonly SampleAxis[], compute: () => T): T {
    const tf = this.#tf;
    const { step, first } = place;
    this.#mathRandom.seed(this.#seed ^ Math.imul(step + 1, 0x9e3779b1), first);
    const key = this.keyOf(place);
    if (this.#native) {
      const tensors = [tf.tensor2d(key, [1, 2], 'int32'), tf.scalar(first, 'int32')] as const;
      try {
        return this.withinTensors(...tensors, samples, axes, compute);
      } finally {
        tf.dispose([...tensors]);
      }
    }
    const draw: Stream['draw'] = (distribution, number, rows, width, ofSamples, fixed) => {
      const from = ofSamples ? first : 0;
      const values = drawRows(distribution, fixed ?? [key[0]!, key[1]!], number, from, rows, width);
      return tf.tensor2d(values, [rows, width]);
    };
    return this.#by({ draw, end() {} }, samples, axes, compute);
  }

  /**
   * The same on TensorFlow, for a computation that is traced.
   * @param key int32 `[1, 2]`: seed and step; `first` int32
   */
  withinTensors<T>(
    key: Tensor2D,
    first: Scalar,
    samples: number,
    axes: readonly SampleAxis[],
    compute: () => T,
  ): T {
    return this.#by(nativeStream(this.#tf, this.#native!, key, first), samples, axes, compute);
  }

  /** As `withinTensors` wants it. */
  keyOf({ step }: Place): Int32Array {
    return Int32Array.of(this.#seed, step | 0);
  }

  /** Shapes of what `compute` draws on a batch of `samples`. */
  shapesOf(samples: number, compute: () => unknown): readonly (readonly number[])[] {
    this.within(NO_STEP, samples, [], compute);
    return this.#shapes;
  }

  #by<T>(stream: Stream, samples: number, axes: readonly SampleAxis[], compute: () => T): T {
    this.#stream = stream;
    this.#samples = samples;
    this.#axes = axes;
    this.#shapes = [];
    try {
      return compute();
    } finally {
      this.#stream = undefined;
      stream.end();
    }
  }

  /** @param seed given by the job: the same numbers for each draw of this seed, at each step, as in tfjs and Keras */
  #draw(distribution: Distribution, shape: readonly number[], seed?: Seed): Tensor {
    const number = this.#shapes.push([...shape]) - 1;
    const key: Key | undefined = seed === undefined || seed === null ? undefined : [hashOf(seed), SEEDED];
    const of = key ? 0 : number;
    const size = sizeOf(shape);
    if (size === 0) return this.#tf.zeros([...shape]);
    const known = number < this.#axes.length ? this.#axes[number] : undefined;
    const axis = known === undefined ? axisByShape(shape, this.#samples) : known;
    if (axis === null) return this.#stream!.draw(distribution, of, 1, size, false, key).reshape([...shape]);
    const others = shape.filter((_, i) => i !== axis);
    const rows = this.#stream!.draw(distribution, of, this.#samples, size / this.#samples, true, key);
    const front = rows.reshape([shape[axis]!, ...others]);
    return axis === 0 ? front : front.transpose(shape.map((_, i) => (i === axis ? 0 : i < axis ? i + 1 : i)));
  }

  /** Puts the functions in front of tfjs's own, which layers and jobs find by name in the core module. */
  #install(): void {
    const core = require('@tensorflow/tfjs-core') as Record<string, (...args: never[]) => Tensor>;
    // biome-ignore lint/suspicious/noExplicitAny: each function has parameters of its own
    const wrap = <A extends any[]>(name: string, draw: (...args: A) => Tensor) => {
      const original = core[name] as unknown as (...args: A) => Tensor;
      core[name] = ((...args: A) => (this.#stream ? draw(...args) : original(...args))) as never;
    };
    const tf = this.#tf;
    const uniform = (shape: readonly number[], seed?: Seed) => this.#draw('uniform', shape, seed);
    const normal = (shape: readonly number[], seed?: Seed) => this.#draw('normal', shape, seed);
    const cast = (tensor: Tensor, dtype?: DataType) => (dtype ? tensor.cast(dtype) : tensor);
    const between = (shape: number[], min: number, max: number, seed?: Seed) =>
      uniform(shape, seed)
        .mul(max - min)
        .add(min);
    wrap(
      'randomUniform',
      (shape: number[], min: number = 0, max: number = 1, dtype?: DataType, seed?: Seed) =>
        cast(between(shape, min, max, seed), dtype),
    );
    wrap('randomUniformInt', (shape: number[], min: number, max: number, seed?: Seed) =>
      between(shape, min, max, seed).floor().cast('int32'),
    );
    wrap('randomNormal', (shape: number[], mean = 0, deviation = 1, dtype?: DataType, seed?: Seed) =>
      cast(normal(shape, seed).mul(deviation).add(mean), dtype),
    );
    wrap('randomStandardNormal', (shape: number[], dtype?: DataType, seed?: Seed) =>
      cast(normal(shape, seed), dtype),
    );
    wrap('truncatedNormal', (shape: number[], mean = 0, deviation = 1, dtype?: DataType, seed?: Seed) =>
      cast(
        truncated(tf, (more) => normal(more, seed), shape)
          .mul(deviation)
          .add(mean),
        dtype,
      ),
    );
    // A dropout's seed says where its masks begin, in Keras: they are others at each step.
    wrap('dropout', (x: Tensor, rate: number, noiseShape?: (number | null)[]) => {
      if (rate === 0) return x.clone();
      const shape = noiseShape?.map((size, i) => size ?? x.shape[i]!) ?? x.shape;
      const kept = uniform(shape).greaterEqual(tf.scalar(rate));
      return x.mul(kept.cast('float32').mul(1 / (1 - rate)));
    });
    // Gumbel's trick: the class of the greatest logit plus noise is distributed as the logits say.
    wrap('multinomial', (logits: Tensor, count: number, seed?: number, normalized = false): Tensor => {
      const classes = logits.shape.at(-1)!;
      const rows = logits.size / classes;
      const scores = (normalized ? logits.log() : logits).reshape([rows, 1, classes]);
      const noise = uniform([rows, count, classes], seed).log().neg().log().neg();
      const drawn = scores.add(noise).argMax(2);
      return logits.rank === 1 ? drawn.reshape([count]) : drawn;
    });
  }
}

/** As tfjs takes it. */
type Seed = number | string | null;

/** In the place of the step, for draws with a seed of their own. */
const SEEDED = -2;

/** FNV-1a of its letters: a fraction is a seed too. */
function hashOf(seed: number | string): number {
  return [...String(seed)].reduce(
    (hash, letter) => Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193),
    0x811c9dc5 | 0,
  );
}

/** Candidates for a number of a truncated normal distribution; all of them lie outside once in 5e10 draws. */
const CANDIDATES = 8;

/** Normal numbers less than two deviations from the mean: the first candidate that is so. */
function truncated(tf: TF, normal: (shape: number[]) => Tensor, shape: readonly number[]): Tensor {
  const candidates = tf.split(normal([...shape, CANDIDATES]), CANDIDATES, shape.length);
  return candidates
    .map((candidate) => candidate.reshape([...shape]))
    .reduceRight((other, candidate) => tf.where(candidate.abs().less(2), candidate, other))
    .clipByValue(-2, 2);
}

/** Where nothing is known of a draw, its first dimension is taken for that of the samples, if it can be. */
function axisByShape(shape: readonly number[], samples: number): 0 | null {
  return shape.length > 0 && samples > 0 && shape[0]! % samples === 0 ? 0 : null;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Where the samples lie in each draw, as the shapes say that it has on batches of `few` and of `more` samples.
 * Undefined where that does not tell.
 */
export function sampleAxes(
  few: { readonly samples: number; readonly shapes: readonly (readonly number[])[] },
  more: { readonly samples: number; readonly shapes: readonly (readonly number[])[] },
): SampleAxis[] {
  if (few.shapes.length !== more.shapes.length) return few.shapes.map(() => undefined);
  return few.shapes.map((shape, number) => {
    const larger = more.shapes[number]!;
    const grown = shape.flatMap((size, i) => (size === larger[i] ? [] : [i]));
    if (shape.length !== larger.length || grown.length > 1) return undefined;
    if (grown.length === 0) return null;
    const [axis] = grown as [number];
    return shape[axis]! * more.samples === larger[axis]! * few.samples ? axis : undefined;
  });
}
