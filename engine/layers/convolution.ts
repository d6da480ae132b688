/** Convolutions of sequences that tfjs has of images alone: each is one of an image of height 1. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type {
  Conv1DTransposeConfig,
  DepthwiseConv1DConfig,
  SeparableConv1DConfig,
} from '../../api/layers/convolution.ts';
import type { Shape } from '../tfjs/internals.ts';
import { type Spread, spread, transposed, transposedSide } from '../tfjs/transpose.ts';
import { type Call, type Kind, NEEDED, type WeightSpec } from './kind.ts';

const WINDOW = {
  kernelSize: NEEDED,
  strides: 1,
  padding: 'valid',
  dataFormat: 'channelsLast',
  dilationRate: 1,
  activation: null,
  useBias: true,
  biasInitializer: 'zeros',
  biasRegularizer: null,
  activityRegularizer: null,
  biasConstraint: null,
} as const;
const DEPTHWISE = {
  depthMultiplier: 1,
  depthwiseInitializer: 'glorotUniform',
  depthwiseRegularizer: null,
  depthwiseConstraint: null,
} as const;

type Window = Pick<
  DepthwiseConv1DConfig,
  | 'kernelSize'
  | 'strides'
  | 'padding'
  | 'dataFormat'
  | 'dilationRate'
  | 'activation'
  | 'useBias'
  | 'biasInitializer'
  | 'biasRegularizer'
  | 'biasConstraint'
>;

export const conv1dTranspose: Kind<Conv1DTransposeConfig> = {
  className: 'Conv1DTranspose',
  factory: 'conv1dTranspose',
  options: {
    filters: NEEDED,
    outputPadding: null,
    kernelInitializer: 'glorotUniform',
    kernelRegularizer: null,
    kernelConstraint: null,
    ...WINDOW,
  },
  weights: (config, [shape]) => [
    {
      name: 'kernel',
      shape: [one(config.kernelSize), config.filters, channelsOf(config, shape!)],
      initializer: config.kernelInitializer,
      regularizer: config.kernelRegularizer,
      constraint: config.kernelConstraint,
    },
    ...biasOf(config, config.filters),
  ],
  shape: (config, [shape]) => {
    const steps = stepsOf(config, shape!);
    const window = transposedWindow(config);
    return shaped(
      config,
      shape!,
      steps === null ? null : transposedSide(window, steps, 1).size,
      config.filters,
    );
  },
  call: (call) => {
    const { tf, config, weight } = call;
    const kernel = weight('kernel');
    const [steps, filters, channels] = kernel.shape as [number, number, number];
    const image = kernel.reshape([1, steps, filters, channels]);
    return around(call, (x) => transposed(tf, transposedWindow(config), image, x));
  },
};

export const depthwiseConv1d: Kind<DepthwiseConv1DConfig> = {
  className: 'DepthwiseConv1D',
  factory: 'depthwiseConv1d',
  options: { ...WINDOW, ...DEPTHWISE },
  weights: (config, [shape]) => {
    const channels = channelsOf(config, shape!);
    return [
      depthwiseKernel('kernel', config, channels),
      ...biasOf(config, channels * config.depthMultiplier),
    ];
  },
  shape: (config, [shape]) =>
    shaped(config, shape!, windowed(config, shape!), channelsOf(config, shape!) * config.depthMultiplier),
  call: (call) => around(call, (x) => depthwise(call.tf, call.config, x, call.weight('kernel'))),
};

export const separableConv1d: Kind<SeparableConv1DConfig> = {
  className: 'SeparableConv1D',
  factory: 'separableConv1d',
  options: {
    filters: NEEDED,
    ...WINDOW,
    ...DEPTHWISE,
    pointwiseInitializer: 'glorotUniform',
    pointwiseRegularizer: null,
    pointwiseConstraint: null,
  },
  weights: (config, [shape]) => {
    const channels = channelsOf(config, shape!);
    return [
      depthwiseKernel('depthwise_kernel', config, channels),
      {
        name: 'pointwise_kernel',
        shape: [1, channels * config.depthMultiplier, config.filters],
        initializer: config.pointwiseInitializer,
        regularizer: config.pointwiseRegularizer,
        constraint: config.pointwiseConstraint,
      },
      ...biasOf(config, config.filters),
    ];
  },
  shape: (config, [shape]) => shaped(config, shape!, windowed(config, shape!), config.filters),
  call: (call) => {
    const { tf, config, weight } = call;
    const point = weight('pointwise_kernel');
    return around(call, (x) => {
      const deep = depthwise(tf, config, x, weight('depthwise_kernel'));
      const [batch, height, steps, channels] = deep.shape as [number, number, number, number];
      const flat = deep.reshape([batch * height * steps, channels]);
      const mixed = flat.matMul(point.reshape([channels, config.filters]));
      return mixed.reshape([batch, height, steps, config.filters]);
    });
  },
};

const one = (value: number | readonly [number]): number => (typeof value === 'number' ? value : value[0]);

const isFirst = ({ dataFormat }: Window) => dataFormat === 'channelsFirst';

function channelsOf(config: Window, shape: Shape): number {
  const channels = shape[isFirst(config) ? 1 : 2];
  if (channels == null) throw new Error(`the channels of its input [${shape}] are not known`);
  return channels;
}

function stepsOf(config: Window, shape: Shape): number | null {
  return shape[isFirst(config) ? 2 : 1]!;
}

function shaped(config: Window, [batch]: Shape, steps: number | null, channels: number): Shape {
  return isFirst(config) ? [batch!, channels, steps] : [batch!, steps, channels];
}

function windowed(config: Window, shape: Shape): number | null {
  const steps = stepsOf(config, shape);
  if (steps === null) return null;
  const reach = (one(config.kernelSize) - 1) * one(config.dilationRate) + 1;
  const places = config.padding === 'same' ? steps : steps - reach + 1;
  if (places <= 0) throw new Error(`its window of ${reach} steps is longer than its input [${shape}]`);
  return Math.ceil(places / one(config.strides));
}

function depthwiseKernel(name: string, config: DepthwiseConv1DConfig, channels: number): WeightSpec {
  return {
    name,
    shape: [one(config.kernelSize), channels, config.depthMultiplier],
    initializer: config.depthwiseInitializer,
    regularizer: config.depthwiseRegularizer,
    constraint: config.depthwiseConstraint,
  };
}

function biasOf(config: Window, channels: number): WeightSpec[] {
  const { useBias, biasInitializer, biasRegularizer, biasConstraint } = config;
  if (!useBias) return [];
  const more = { initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint };
  return [{ name: 'bias', shape: [channels], ...more }];
}

function transposedWindow(config: Conv1DTransposeConfig): Spread {
  const { filters, kernelSize, strides, dilationRate, outputPadding, padding } = config;
  return {
    filters,
    kernelSize: [1, one(kernelSize)],
    strides: [1, one(strides)],
    dilationRate: [1, one(dilationRate)],
    outputPadding: outputPadding === null ? undefined : [0, one(outputPadding)],
    padding,
  };
}

/** What `image` makes of the sequence as an image of height 1, `[batch, 1, steps, channels]`; then bias and activation. */
function around<C extends Window>(call: Call<C>, image: (x: Tensor) => Tensor): Tensor {
  const { config, xs, weight, activate } = call;
  const [given] = xs as [Tensor];
  const x = isFirst(config) ? given.transpose([0, 2, 1]) : given;
  const out = image(x.expandDims(1));
  const [batch, , steps, channels] = out.shape as [number, number, number, number];
  const sequence = out.reshape([batch, steps, channels]);
  const active = activate('activation', config.useBias ? sequence.add(weight('bias')) : sequence);
  return isFirst(config) ? active.transpose([0, 2, 1]) : active;
}

/** @param kernel `[steps, channels, multiplier]` */
function depthwise(tf: TF, config: DepthwiseConv1DConfig, x: Tensor, kernel: Tensor): Tensor {
  // Zeros written out, since a dilation along one side alone cannot be had.
  const image = spread(tf, kernel.expandDims(0), [1, one(config.dilationRate)]);
  // Strides must be equal; along a height of 1 they do nothing.
  const strides = one(config.strides);
  return tf.depthwiseConv2d(x as Tensor4D, image as Tensor4D, [strides, strides], config.padding);
}
