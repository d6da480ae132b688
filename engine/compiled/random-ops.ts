import { createRequire } from 'node:module';
import type { DataType, Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { RandomSource } from '../program/random.ts';
import type { NativeBackend, OpAttribute } from '../tfjs/binding.ts';

const require = createRequire(import.meta.url);

type Draw = (shape: number[]) => Tensor;

/**
 * tfjs draws random tensors in JavaScript; in a compiled step they would be frozen. While a step is
 * computed or traced, these draw by TensorFlow's stateless ops instead (Philox, keyed by the step's seed
 * and the number of the draw): afresh each step, reproducible, and the same eagerly as compiled.
 */
export class RandomOps implements RandomSource {
  readonly #tf: TF;
  readonly #backend: NativeBackend;
  #seed: Tensor1D | undefined;
  #draws = 0;

  constructor(tf: TF, backend: NativeBackend) {
    this.#tf = tf;
    this.#backend = backend;
    this.#install();
  }

  within<T>(seed: number, compute: () => T): T {
    return this.withinTensor(this.#tf.tensor1d([seed | 0, 0], 'int32'), compute);
  }

  /** @param seed int32 `[2]`, the second number 0 */
  withinTensor<T>(seed: Tensor1D, compute: () => T): T {
    this.#seed = seed;
    this.#draws = 0;
    try {
      return compute();
    } finally {
      this.#seed = undefined;
    }
  }

  /** Puts the functions in front of tfjs's own, which layers and jobs find by name in the core module. */
  #install(): void {
    const core = require('@tensorflow/tfjs-core') as Record<string, (...args: never[]) => Tensor>;
    // biome-ignore lint/suspicious/noExplicitAny: each function has parameters of its own
    const wrap = <A extends any[]>(name: string, draw: (...args: A) => Tensor) => {
      const original = core[name] as unknown as (...args: A) => Tensor;
      core[name] = ((...args: A) => (this.#seed ? draw(...args) : original(...args))) as never;
    };
    const tf = this.#tf;
    const cast = (tensor: Tensor, dtype?: DataType) => (dtype ? tensor.cast(dtype) : tensor);
    wrap('randomUniform', (shape: number[], min: number = 0, max: number = 1, dtype?: DataType) =>
      cast(
        this.#uniform(shape)
          .mul(max - min)
          .add(min),
        dtype,
      ),
    );
    const normal =
      (draw: Draw) =>
      (shape: number[], mean = 0, deviation = 1, dtype?: DataType) =>
        cast(draw(shape).mul(deviation).add(mean), dtype);
    wrap(
      'randomNormal',
      normal((shape) => this.#draw('StatelessRandomNormal', shape)),
    );
    wrap(
      'truncatedNormal',
      normal((shape) => this.#draw('StatelessTruncatedNormal', shape)),
    );
    wrap('dropout', (x: Tensor, rate: number, noiseShape?: (number | null)[]) => {
      if (rate === 0) return x.clone();
      const shape = noiseShape?.map((size, i) => size ?? x.shape[i]!) ?? x.shape;
      const kept = this.#uniform(shape).greaterEqual(tf.scalar(rate));
      return x.mul(kept.cast('float32').mul(1 / (1 - rate)));
    });
  }

  #uniform(shape: number[]): Tensor {
    return this.#draw('StatelessRandomUniform', shape);
  }

  #draw(op: string, shape: number[]): Tensor {
    const tf = this.#tf;
    const { TF_ATTR_TYPE } = this.#backend.binding;
    const type = (name: string, value: number): OpAttribute => ({ name, type: TF_ATTR_TYPE, value });
    const [float32, int32] = [1, 3];
    const seed = this.#seed!.add(tf.tensor1d([0, this.#draws++], 'int32'));
    const attributes = [type('dtype', float32), type('T', int32), type('Tseed', int32)];
    return this.#backend.executeSingleOutput(op, attributes, [tf.tensor1d(shape, 'int32'), seed]);
  }
}
