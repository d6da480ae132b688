import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { NO_WHOLE_NUMBERS } from '../tfjs/graph.ts';
import { type Kwargs, type Layer, listOf, type Mask, type Shape, type Weight } from '../tfjs/internals.ts';
import { putActivity, takeActivity } from '../tfjs/penalties.ts';

interface Options {
  readonly layer: Layer;
  readonly powerIterations?: number;
}

/** What tfjs's base class of wrappers has. */
interface Wrapper {
  readonly name: string;
  readonly layer: Layer & { built: boolean; build(shape: Shape | Shape[]): void };
  supportsMasking: boolean;
  build(shape: Shape | Shape[]): void;
  getConfig(): Record<string, unknown>;
}

type SpectralClass = (new (options: Options) => object) & { readonly className: string };

/**
 * Keras's `SpectralNormalization` (keras/src/layers/normalization/spectral_normalization.py): in training, each call first
 * writes its layer's kernel, over the greatest singular value that power iteration knows by now. No gradient goes through
 * that: what is trained is the kernel that was written. Both it and the vector follow from weights alone, so all ranks
 * write the same.
 */
export function spectralNormalization(tf: TF): SpectralClass {
  const { TimeDistributed } = tf.serialization.SerializationMap.getMap().classNameMap;
  const Base = Object.getPrototypeOf(TimeDistributed![0]) as new (options: object) => Wrapper;
  const whole = tf.layers.Layer.prototype as unknown as {
    getWeights(): Tensor[];
    setWeights(weights: Tensor[]): void;
    addWeight(...given: unknown[]): Weight;
  };

  class SpectralNormalization extends Base {
    static className = 'SpectralNormalization';
    readonly powerIterations: number;
    #kernel!: Weight;
    /** `[1, columns of the kernel]` */
    #vector: Weight | undefined;

    constructor(options: Options) {
      super(options);
      this.powerIterations = options.powerIterations ?? 1;
      this.supportsMasking = this.layer.supportsMasking;
      if (Number.isInteger(this.powerIterations) && this.powerIterations > 0) return;
      throw this.#refusal(`has powerIterations ${options.powerIterations}`, 'Give a whole number above 0');
    }

    override build(shape: Shape | Shape[]): void {
      const { layer } = this;
      if (!layer.built) layer.build(shape);
      layer.built = true;
      this.#kernel = this.#kernelOf(layer);
      const columns = this.#kernel.val.shape.at(-1)!;
      const start = tf.initializers.truncatedNormal({ mean: 0, stddev: 0.02 });
      this.#vector = whole.addWeight.call(this, 'vector_u', [1, columns], 'float32', start, null, false);
      super.build(shape);
    }

    /** As in Keras: none, or several, as an attention has them, cannot be told from each other. */
    #kernelOf({ _trainableWeights, _nonTrainableWeights, getClassName }: Layer): Weight {
      const names = [
        'kernel',
        'embeddings',
        ...(getClassName.call(this.layer) === 'DepthwiseConv2D' ? ['depthwise_kernel'] : []),
      ];
      const kernels = [..._trainableWeights, ..._nonTrainableWeights].filter((weight) =>
        names.includes((weight as Weight & { originalName: string }).originalName.split('/').at(-1)!),
      );
      if (kernels.length === 1) return kernels[0]!;
      throw this.#refusal(
        `wraps a ${this.layer.getClassName()}, which has ${kernels.length === 0 ? 'no kernel' : 'several kernels'} of its own`,
        'It wraps Dense, EinsumDense, Embedding and convolutions',
      );
    }

    computeOutputShape(shape: Shape | Shape[]): Shape | Shape[] {
      return this.layer.computeOutputShape(shape);
    }

    call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor | Tensor[] {
      if (listOf(inputs)[0]!.dtype === 'int32')
        throw this.#refusal(
          'is given whole numbers, and Keras would cut what it gives to whole numbers too',
          NO_WHOLE_NUMBERS,
        );
      const work = () => {
        if (kwargs.training) this.#normalize();
        const output = this.layer.apply(inputs, kwargs);
        return { output, penalties: takeActivity(this.layer) };
      };
      const { output, penalties } = tf.tidy(work as () => never) as ReturnType<typeof work>;
      putActivity(this as unknown as Layer, penalties);
      return output;
    }

    /** Sums of products, not products of matrices: those would be rounded where the precision is mixed. */
    #normalize(): void {
      const [kernel, vector] = [this.#kernel.val, this.#vector!.val];
      const rows = kernel.reshape([-1, vector.size]);
      const unit = (x: Tensor) =>
        x.mul(
          x
            .square()
            .sum()
            .rsqrt()
            .minimum(1 / EPSILON),
        );
      let u = vector as Tensor;
      let v = u;
      for (let i = 0; i < this.powerIterations; i++) {
        v = unit(rows.mul(u).sum(1, true));
        u = unit(rows.mul(v).sum(0, true));
      }
      const sigma = rows.mul(v).mul(u).sum();
      // A kernel of zeros stays as it is.
      const zero = kernel.equal(0).all();
      (vector as Variable).assign(tf.where(zero, vector, u));
      (kernel as Variable).assign(tf.where(zero, kernel, kernel.div(sigma)));
    }

    computeMask(inputs: Tensor | Tensor[], mask?: Mask | Mask[]): Mask | Mask[] {
      return this.layer.computeMask(inputs, mask);
    }

    /** In Keras's order, in which they are saved. */
    get nonTrainableWeights(): Weight[] {
      const inner = this.layer.nonTrainableWeights as unknown as Weight[];
      if (!this.#vector) return inner;
      const isKernel = (weight: Weight) => weight === this.#kernel;
      return [...inner.filter(isKernel), this.#vector, ...inner.filter((weight) => !isKernel(weight))];
    }

    getWeights(): Tensor[] {
      return whole.getWeights.call(this);
    }

    setWeights(weights: Tensor[]): void {
      whole.setWeights.call(this, weights);
    }

    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), powerIterations: this.powerIterations };
    }

    #refusal(what: string, hint: string): LockstepError {
      return new LockstepError('BAD_INPUT', `layer ${this.name} (SpectralNormalization) ${what}`, { hint });
    }
  }
  return SpectralNormalization;
}

/** `keras.backend.epsilon()` */
const EPSILON = 1e-7;
