import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { register } from './register.ts';

/** Kernels whose result stays the same, or jumps, where their inputs change a little. */
const STEPS = new Set(
  (
    'Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalNot All Any IsNan IsFinite IsInf ' +
    'Floor Ceil Round FloorDiv ArgMax ArgMin OneHot ZerosLike OnesLike Bincount DenseBincount SearchSorted'
  ).split(' '),
);
const CONTINUOUS = ['float32', 'complex64'];

/** What tfjs's engine keeps to itself. */
interface Tape {
  addTapeNode(
    kernel: string,
    inputs: Readonly<Record<string, Tensor>>,
    outputs: Tensor[],
    ...more: unknown[]
  ): void;
}

/** While it is true, what is computed is taken for a constant. */
let constant = false;

/** The tensor, as a constant to gradients: what it was computed from has none through it. */
export function stopGradient(x: Tensor): Tensor {
  constant = true;
  try {
    return x.clone();
  } finally {
    constant = false;
  }
}

/**
 * What counts, compares and rounds ends a gradient, as in TensorFlow: what lies behind has none, rather than zeros, and
 * an optimizer leaves it alone.
 *
 * tfjs has zeros for some of these, none for most, so that `where(x > 0, ...)` cannot be trained (tfjs issue 7710), gives
 * floorDiv that of a true division, and lets a gradient pass a cast to integers as if nothing were rounded.
 */
export function useDiscreteGradients(tf: TF): void {
  // So that the tape keeps nothing for them.
  for (const kernel of STEPS) if (tf.getGradient(kernel)) tf.unregisterGradient(kernel);
  register(tf, { kernel: 'Cast', of: (dy: Tensor) => ({ x: () => dy.cast('float32') }) });
  const engine = tf.engine() as unknown as Tape;
  const { addTapeNode } = engine;
  engine.addTapeNode = function (kernel, inputs, outputs, ...more) {
    const isDiscrete = ({ dtype }: Tensor) => !CONTINUOUS.includes(dtype);
    const ends =
      STEPS.has(kernel) || (kernel === 'Cast' && [inputs.x!, outputs[0]!].some(isDiscrete)) || constant;
    if (!ends) addTapeNode.call(this, kernel, inputs, outputs, ...more);
  };
}
