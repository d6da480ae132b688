import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';

/** Gradients of a kernel's inputs by name, each computed only where it is needed. */
export type InputGradients = Readonly<Record<string, () => Tensor>>;

/** One gradient: `saved` holds the inputs of `keep`, then the outputs of `keepOutputs`. */
export interface Gradient<A> {
  readonly kernel: string;
  /** Inputs that it needs; `all` where the kernel takes a list. */
  readonly keep?: readonly string[] | 'all';
  readonly keepOutputs?: readonly boolean[];
  // biome-ignore lint/suspicious/noExplicitAny: each kernel knows the ranks of its tensors
  readonly of: (dy: any, saved: any, attributes: A) => InputGradients;
}

/** Puts a gradient in the place of tfjs's, or where it has none. */
export function register<A extends object>(tf: TF, { kernel, keep, keepOutputs, of }: Gradient<A>): void {
  tf.registerGradient({
    kernelName: kernel,
    ...(keep === 'all' ? { saveAllInputs: true } : { inputsToSave: [...(keep ?? [])] }),
    outputsToSave: [...(keepOutputs ?? [])],
    gradFunc: (dy, saved, attrs) => of(dy, saved, attrs as NamedAttrMap & A),
  });
}

/** Runs a kernel that tfjs has no function for. */
export function runKernel(
  tf: TF,
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: object,
): Tensor {
  return tf.engine().runKernel(name, { ...inputs }, attributes as NamedAttrMap) as Tensor;
}

/** Sums what was broadcast: a tensor of `shape` again. */
export function unbroadcast(value: Tensor, shape: readonly number[]): Tensor {
  const more = value.rank - shape.length;
  const axes = value.shape.flatMap((size, i) =>
    i < more || (shape[i - more] === 1 && size !== 1) ? [i] : [],
  );
  return (axes.length > 0 ? value.sum(axes) : value).reshape([...shape]);
}
