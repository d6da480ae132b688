/** What a layer of Keras is made of, where tfjs has none: its options, its weights and its arithmetic. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { Mask, Shape } from '../tfjs/internals.ts';

/** A weight of a layer. */
export interface WeightSpec {
  /** As Keras calls it; `query/kernel` for one of a layer inside. */
  readonly name: string;
  readonly shape: readonly number[];
  /** As a layer's options give it: a name, an object, or nothing. */
  readonly initializer: unknown;
  readonly regularizer?: unknown;
  readonly constraint?: unknown;
  readonly trainable?: boolean;
  /** Rows and columns of the matrix that the weight is to an initializer that asks for fans; else its shape says so. */
  readonly matrix?: readonly [inputs: number, outputs: number];
}

/** What a call was told beside its tensors: flags, and which of the tensors are arguments with a name. */
export interface Said {
  readonly training?: boolean;
  readonly useCausalMask?: boolean;
  readonly returnAttentionScores?: boolean;
  readonly reverse?: boolean;
  /** Names of the last tensors, in order: `attentionMask`. */
  readonly tensors?: readonly string[];
}

/** One call of a layer. */
export interface Call<C> {
  readonly tf: TF;
  readonly config: C;
  /** Tensors that go by their place. */
  readonly xs: readonly Tensor[];
  /** Their masks; null where there is none. */
  readonly masks: readonly Mask[];
  /** Tensors that go by name. */
  readonly named: Readonly<Record<string, Tensor>>;
  readonly said: Said;
  readonly training: boolean;
  /** @throws where the layer has no such weight */
  weight(name: string): Tensor;
  /** The function of an option that names an activation. */
  activate(option: keyof C & string, x: Tensor): Tensor;
  /** Puts the activity regularizer on what a layer puts out that Keras makes this one of. */
  penalize(x: Tensor): void;
}

export interface Kind<C extends object> {
  /** Keras's name of the class. */
  readonly className: string;
  /** Its function in `tf.layers`. */
  readonly factory: string;
  /** Options with their defaults; one without a default must be given. */
  readonly options: { readonly [K in keyof C]: C[K] | typeof NEEDED };
  /** A regularizer of what comes out, beside an option `activityRegularizer`. */
  activity?(config: C): object;
  /** @returns what is wrong with the options */
  fault?(config: C): string | undefined;
  /** @param shapes of the tensors that go by their place, with the batch in front */
  weights?(config: C, shapes: readonly Shape[]): readonly WeightSpec[];
  /** Left out, what comes out has the shape of the first tensor. */
  shape?(config: C, shapes: readonly Shape[], said: Said, tf: TF): Shape | Shape[];
  call(call: Call<C>): Tensor | Tensor[];
  /** The activity regularizer goes by `penalize` alone, and not by what the layer puts out. */
  readonly penalizesParts?: true;
  /** Left out, the mask ends here; `true` passes on that of the first tensor. */
  mask?: true | ((config: C, tf: TF, xs: readonly Tensor[], masks: readonly Mask[], said: Said) => Mask);
}

/** In the place of a default: the option must be given. */
export const NEEDED = Symbol('needed');

/** Of the batch and one more side at least: `axis` from the front. */
export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
