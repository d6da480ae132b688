/**
 * Keras's `ConvLSTM1D` and `ConvLSTM3D` (keras/src/layers/rnn/conv_lstm.py), made of tfjs's layer for two sides: the walk
 * through time is that layer's; the cell's convolutions, and the shapes that follow from them, are here.
 */
import type { Tensor, Tensor3D, Tensor5D } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { Shape, Weight } from '../tfjs/internals.ts';
import { spread } from '../tfjs/transpose.ts';

/** Input, forget, candidate, output: the order of the kernels' channels. */
const GATES = 4;

/** Keras's, where tfjs has others. */
const DEFAULTS = { recurrentActivation: 'sigmoid', unitForgetBias: true, kernelInitializer: 'glorotUniform' };

interface Options {
  readonly kernelSize: number | readonly number[];
  readonly strides?: number | readonly number[];
  readonly dilationRate?: number | readonly number[];
}

/** What tfjs's cell for two sides holds. */
interface Cell {
  readonly filters: number;
  kernelSize: readonly number[];
  strides: readonly number[];
  dilationRate: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: string;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly dropoutFunc?: ((x: Tensor, rate: number) => Tensor) | undefined;
  readonly kernel: Weight;
  readonly recurrentKernel: Weight;
  readonly bias: Weight | null;
  readonly activation: { apply(x: Tensor): Tensor };
  readonly recurrentActivation: { apply(x: Tensor): Tensor };
  /** Live for all time steps of a batch: the layer disposes of them before the next. */
  dropoutMask: Tensor[] | null;
  recurrentDropoutMask: Tensor[] | null;
}

interface Recurrent {
  readonly cell: Cell;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  inputSpec: unknown;
}

/** @returns the class of the layer for so many sides */
export function convLstm(tf: TF, sides: 1 | 3) {
  const classes = tf.serialization.SerializationMap.getMap().classNameMap;
  const BaseCell = classes.ConvLSTM2DCell![0] as unknown as new (options: object) => Cell;
  const Layer2d = classes.ConvLSTM2D![0] as unknown as object;
  const Base = Object.getPrototypeOf(Layer2d) as new (options: object) => Recurrent;

  class SidedCell extends BaseCell {
    static className = `ConvLSTM${sides}DCell`;

    constructor(options: Options) {
      super({ ...options, kernelSize: 1, strides: 1, dilationRate: 1 });
      this.kernelSize = ofSides(options.kernelSize, 'kernelSize');
      this.strides = ofSides(options.strides ?? 1, 'strides');
      this.dilationRate = ofSides(options.dilationRate ?? 1, 'dilationRate');
    }

    call(inputs: readonly [x: Tensor, h: Tensor, c: Tensor], { training }: { training?: boolean }): Tensor[] {
      return tf.tidy(() => step(tf, this, inputs, Boolean(training)));
    }
  }

  function ofSides(value: number | readonly number[], option: string): readonly number[] {
    const all = typeof value === 'number' ? Array<number>(sides).fill(value) : value;
    if (all.length === sides && all.every((one) => Number.isInteger(one) && one > 0)) return all;
    throw new Error(`${option} of a ConvLSTM${sides}D wants ${sides} whole numbers above 0, not ${value}`);
  }

  return class extends Base {
    static className = `ConvLSTM${sides}D`;

    static fromConfig(cls: new (config: object) => object, config: object): object {
      return new cls(config);
    }

    constructor(options: Options) {
      const given = Object.entries(options).filter(([, value]) => value != null);
      const whole = { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as Options) };
      super({ ...whole, cell: new SidedCell(whole) });
      this.inputSpec = [{ ndim: sides + 3 }];
    }

    computeOutputShape(given: Shape | Shape[]): Shape | Shape[] {
      const whole = this.computeSingleOutputShape((Array.isArray(given[0]) ? given[0] : given) as Shape);
      const last = [whole[0]!, ...whole.slice(2)];
      const out = this.returnSequences ? whole : last;
      return this.returnState ? [out, last, last] : out;
    }

    computeSingleOutputShape([batch, steps, ...shape]: Shape): Shape {
      const { kernelSize, strides, dilationRate, padding, dataFormat, filters } = this.cell;
      const first = dataFormat === 'channelsFirst';
      const sizes = (first ? shape.slice(1) : shape.slice(0, -1)).map((size, i) => {
        if (size === null) return null;
        const reach = padding === 'same' ? 1 : (kernelSize[i]! - 1) * dilationRate[i]! + 1;
        return Math.ceil((size - reach + 1) / strides[i]!);
      });
      return [batch!, steps!, ...(first ? [filters, ...sizes] : [...sizes, filters])];
    }
  };
}

/** One step of time. @returns the output, then the new states */
function step(tf: TF, cell: Cell, [x, h, c]: readonly [Tensor, Tensor, Tensor], training: boolean): Tensor[] {
  const { activation, recurrentActivation: sigmoid, dropout, recurrentDropout, padding } = cell;
  const drawn = (like: Tensor, rate: number) => {
    const draw = cell.dropoutFunc ?? tf.dropout;
    return Array.from({ length: GATES }, () => tf.keep(draw(tf.onesLike(like), rate)));
  };
  const drops = (rate: number) => training && rate > 0 && rate < 1;
  if (drops(dropout)) cell.dropoutMask ??= drawn(x, dropout);
  if (drops(recurrentDropout)) cell.recurrentDropoutMask ??= drawn(h, recurrentDropout);

  const first = cell.dataFormat === 'channelsFirst';
  const [channelsLast, channelsFirst] = ordersOf(x.rank);
  const one = cell.kernelSize.map(() => 1);
  const convolved = (
    input: Tensor,
    kernel: Tensor,
    strides: readonly number[],
    pad: 'valid' | 'same',
    rates: readonly number[],
  ) => convolve(tf, first ? input.transpose(channelsLast) : input, kernel, strides, pad, rates);
  /** Of all gates, the channels behind the others. */
  const gates = (
    input: Tensor,
    weight: Weight,
    masks: readonly Tensor[] | null,
    convolution: (input: Tensor, kernel: Tensor) => Tensor,
  ) => {
    const kernel = weight.read();
    if (!masks) return tf.split(convolution(input, kernel), GATES, input.rank - 1);
    return tf.split(kernel, GATES, kernel.rank - 1).map((own, k) => convolution(input.mul(masks[k]!), own));
  };
  const ofInput = gates(x, cell.kernel, drops(dropout) ? cell.dropoutMask : null, (input, kernel) =>
    convolved(input, kernel, cell.strides, padding, cell.dilationRate),
  );
  const ofState = gates(
    h,
    cell.recurrentKernel,
    drops(recurrentDropout) ? cell.recurrentDropoutMask : null,
    (input, kernel) => convolved(input, kernel, one, 'same', one),
  );
  const biases = cell.bias ? tf.split(cell.bias.read(), GATES) : [];
  const [input, forget, candidate, out] = ofInput.map((own, k) => {
    const sum = (biases[k] ? own.add(biases[k]) : own).add(ofState[k]!);
    return first ? sum.transpose(channelsFirst) : sum;
  }) as [Tensor, Tensor, Tensor, Tensor];
  const carry = sigmoid
    .apply(forget)
    .mul(c)
    .add(sigmoid.apply(input).mul(activation.apply(candidate)));
  const output = sigmoid.apply(out).mul(activation.apply(carry));
  return [output, output, carry];
}

/** Axes that bring the channels of a tensor behind its sides, and those that bring them back. */
function ordersOf(rank: number): [last: number[], first: number[]] {
  const sides = Array.from({ length: rank - 2 }, (_, i) => i + 1);
  return [
    [0, ...sides.map((side) => side + 1), 1],
    [0, rank - 1, ...sides],
  ];
}

/** @param x `[batch, ...sides, channels]` */
function convolve(
  tf: TF,
  x: Tensor,
  kernel: Tensor,
  strides: readonly number[],
  padding: 'valid' | 'same',
  rates: readonly number[],
): Tensor {
  // Zeros written out: TensorFlow has no dilation in three sides on a CPU.
  const wide = spread(tf, kernel, rates);
  if (strides.length === 1) return tf.conv1d(x as Tensor3D, wide as Tensor3D, strides[0]!, padding);
  return tf.conv3d(x as Tensor5D, wide as Tensor5D, strides as [number, number, number], padding);
}
