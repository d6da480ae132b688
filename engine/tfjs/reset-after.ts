import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Kwargs, type Layer, prototypeOf, replace, type Shape, type Weight } from './internals.ts';

interface Activation {
  apply(x: Tensor): Tensor;
}

/** What a GRU cell of tfjs holds. */
interface Cell extends Layer {
  /** Put there when the layer is made. */
  resetAfter?: boolean;
  readonly units: number;
  readonly useBias: boolean;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly dropoutFunc?: ((x: Tensor, rate: number) => Tensor) | undefined;
  readonly kernel: Weight;
  readonly recurrentKernel: Weight;
  bias: Weight | null;
  readonly biasInitializer: unknown;
  readonly biasRegularizer: unknown;
  readonly biasConstraint: unknown;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  /** Live for all time steps of a batch: the layer disposes of them before the next. */
  dropoutMask: Tensor[] | null;
  recurrentDropoutMask: Tensor[] | null;
  addWeight(...args: unknown[]): Weight;
  build(shape: Shape | Shape[]): void;
}

/** Update, reset, candidate: the order of the columns of a GRU's kernels. */
const GATES = 3;

/**
 * A GRU with Keras's `reset_after`, which is its default and CuDNN's form: the reset gate comes after the product with
 * the recurrent kernel, and input and state have a bias each, `[2, 3 units]`. tfjs's cell refuses it.
 */
export function useResetAfter(tf: TF): void {
  const prototype = prototypeOf(tf, 'GRUCell') as Cell;
  replace(
    prototype,
    'build',
    (original) =>
      function (this: Cell, shape) {
        if (!this.resetAfter || !this.useBias) return original.call(this, shape);
        const cell = this as { useBias: boolean };
        cell.useBias = false;
        original.call(this, shape);
        cell.useBias = true;
        const { biasInitializer, biasRegularizer, biasConstraint } = this;
        const sides = [2, GATES * this.units];
        this.bias = this.addWeight(
          'bias',
          sides,
          null,
          biasInitializer,
          biasRegularizer,
          true,
          biasConstraint,
        );
      },
  );
  replace(
    prototype,
    'getConfig',
    (original) =>
      function (this: Cell) {
        return { ...original.call(this), resetAfter: Boolean(this.resetAfter) };
      },
  );
  replace(
    prototype,
    'call',
    (original) =>
      function (this: Cell, inputs, kwargs) {
        if (!this.resetAfter) return original.call(this, inputs, kwargs);
        return tf.tidy(() => step(tf, this, inputs as Tensor[], kwargs));
      },
  );
}

/** Keras's `GRUCell.call` (keras/src/layers/rnn/gru.py), with `implementation=1` where states are dropped. */
function step(tf: TF, cell: Cell, [input, before]: readonly Tensor[], { training }: Kwargs): Tensor[] {
  const { activation, recurrentActivation: sigmoid, dropout, recurrentDropout } = cell;
  const dropsStates = training && recurrentDropout > 0;
  const drawn = (like: Tensor, rate: number, count: number) => {
    const draw = cell.dropoutFunc ?? tf.dropout;
    return Array.from({ length: count }, () => tf.keep(draw(tf.onesLike(like), rate)));
  };
  if (training && dropout > 0) cell.dropoutMask ??= drawn(input!, dropout, dropsStates ? GATES : 1);
  if (dropsStates) cell.recurrentDropoutMask ??= drawn(before!, recurrentDropout, GATES);
  const [inputBias, stateBias] = cell.bias
    ? tf.split(cell.bias.read(), 2).map((bias) => bias.reshape([GATES * cell.units]))
    : [];
  const projected = (x: Tensor, kernel: Weight, masks: Tensor[] | null, bias: Tensor | undefined) => {
    const whole = masks && masks.length === GATES ? gateByGate(tf, x, kernel, masks) : undefined;
    const product = whole ?? (masks ? x.mul(masks[0]!) : x).matMul(kernel.read());
    return tf.split(bias ? product.add(bias) : product, GATES, 1);
  };
  const inputMasks = training && dropout > 0 ? cell.dropoutMask : null;
  const x = projected(input!, cell.kernel, inputMasks, inputBias);
  const h = projected(
    before!,
    cell.recurrentKernel,
    dropsStates ? cell.recurrentDropoutMask : null,
    stateBias,
  );
  const [update, reset] = [0, 1].map((gate) => sigmoid.apply(x[gate]!.add(h[gate]!)));
  const proposed = activation.apply(x[2]!.add(reset!.mul(h[2]!)));
  const after = update!.mul(before!).add(update!.neg().add(1).mul(proposed));
  return [after, after];
}

function gateByGate(tf: TF, x: Tensor, kernel: Weight, masks: readonly Tensor[]): Tensor {
  const kernels = tf.split(kernel.read(), GATES, 1);
  return tf.concat(
    kernels.map((own, gate) => x.mul(masks[gate]!).matMul(own)),
    1,
  );
}
