/**
 * Convolutions and pooling. tfjs has the channels last, ONNX first: a transposition before and one after, which
 * runtimes bring together with others.
 */

import type { Pair } from '../graph.ts';
import type { Attribute, OnnxNode } from '../proto.ts';
import type { Constant } from '../recording.ts';
import type { KernelCall, Kernels } from './kernel.ts';
import { activated } from './products.ts';

type Attributes = Record<string, Attribute>;

/** `[batch, ...sides, channels]` to `[batch, channels, ...sides]`. */
const channelsFirst = (rank: number) => [0, rank - 1, ...sides(rank)];
const channelsLast = (rank: number) => [0, ...sides(rank).map((axis) => axis + 1), 1];
const sides = (rank: number) => Array.from({ length: rank - 2 }, (_, i) => i + 1);

/** An attribute of one number, or one a side, as a list; a pool may have five. */
function listed(call: KernelCall, name: string, count: number): number[] {
  const given = call.attribute<number | number[] | null | undefined>(name) ?? 1;
  if (typeof given === 'number') return new Array<number>(count).fill(given);
  return given.length === count + 2 ? given.slice(1, -1) : [...given];
}

/** Rows before and after each side, as TensorFlow pads: the odd one after. */
function padsOf(
  call: KernelCall,
  input: readonly number[],
  output: readonly number[],
  window: Window,
): number[] {
  const pad = call.attribute<'same' | 'valid' | number | [number, number][]>('pad');
  const each = input.map((side, i): [number, number] => {
    if (pad === 'valid') return [0, 0];
    if (typeof pad === 'number') return [pad, pad];
    if (pad !== 'same') return pad.length === input.length + 2 ? pad[i + 1]! : pad[i]!;
    const covered =
      (output[i]! - 1) * window.strides[i]! + (window.kernel[i]! - 1) * window.dilations[i]! + 1;
    const total = Math.max(0, covered - side);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  });
  return [...each.map(([before]) => before), ...each.map(([, after]) => after)];
}

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

function windowOf(call: KernelCall, kernel: readonly number[]): Window {
  const count = kernel.length;
  if (call.attribute<string | undefined>('dataFormat')?.startsWith('NC'))
    throw call.refuse('its channels come first');
  return { kernel, strides: listed(call, 'strides', count), dilations: listed(call, 'dilations', count) };
}

const spatial = (shape: readonly number[]) => shape.slice(1, -1);

/** The numbers of a filter, its dimensions in another order. */
function transposed({ shape, values, dtype, name }: Constant, perm: readonly number[]): Constant {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, side) => product * side, 1));
  const target = perm.map((axis) => shape[axis]!);
  const steps = perm.map((axis) => strides[axis]!);
  const result = new Float32Array(values.length);
  const place = target.map(() => 0);
  let from = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = values[from]!;
    for (let axis = target.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++place[axis]! < target[axis]!) break;
      from -= steps[axis]! * target[axis]!;
      place[axis] = 0;
    }
  }
  return { kind: 'constant', dtype, shape: target, values: result, ...(name && { name }) };
}

const filters = new WeakMap<Constant, Constant>();

/** A filter as ONNX has it, made once for a layer that is applied more than once. */
function filterOf(call: KernelCall, perm: readonly number[], shape?: readonly number[]): string {
  const filter = call.weight('filter');
  const made = filters.get(filter) ?? transposed(filter, perm);
  const shaped = shape && made.shape.length === shape.length ? { ...made, shape } : made;
  filters.set(filter, shaped);
  return call.graph.constant(shaped);
}

/** A node between the two transpositions. */
function between(
  call: KernelCall,
  key: string,
  op: OnnxNode['opType'],
  more: string[],
  attributes: Attributes,
): string {
  const rank = call.rank(key);
  const first = call.graph.transpose(call.input(key), channelsFirst(rank));
  return call.graph.transpose(call.graph.node(op, [first, ...more], attributes), channelsLast(rank));
}

function convolution(call: KernelCall, depthwise = false): string {
  const filter = call.shape('filter');
  const rank = call.rank('x');
  const count = rank - 2;
  const window = windowOf(call, filter.slice(0, count));
  const pads = padsOf(call, spatial(call.shape('x')), spatial(call.output().shape), window);
  const channels = call.shape('x').at(-1)!;
  const perm = depthwise
    ? [count, count + 1, ...sides(rank).map((i) => i - 1)]
    : [count + 1, count, ...sides(rank).map((i) => i - 1)];
  const shape = depthwise ? [filter[count]! * filter[count + 1]!, 1, ...window.kernel] : undefined;
  const group = depthwise ? channels : channels / filter[count]!;
  return between(call, 'x', 'Conv', [filterOf(call, perm, shape)], {
    ...{ strides: window.strides, dilations: window.dilations, pads, group },
  });
}

function backwards(call: KernelCall): string {
  const filter = call.shape('filter');
  const rank = call.rank('dy');
  const count = rank - 2;
  const window = windowOf(call, filter.slice(0, count));
  const [small, large] = [spatial(call.shape('dy')), spatial(call.output().shape)];
  const pads = padsOf(call, large, small, window);
  const missing = large.map((side, i) => {
    const covered = (small[i]! - 1) * window.strides[i]! + (window.kernel[i]! - 1) * window.dilations[i]! + 1;
    return side + pads[i]! + pads[count + i]! - covered;
  });
  const perm = [count + 1, count, ...sides(rank).map((i) => i - 1)];
  return between(call, 'dy', 'ConvTranspose', [filterOf(call, perm)], {
    ...{ strides: window.strides, dilations: window.dilations, pads, output_padding: missing },
  });
}

function pool(call: KernelCall, op: 'MaxPool' | 'AveragePool'): string {
  const count = call.rank('x') - 2;
  const window = windowOf(call, listed(call, 'filterSize', count));
  const pads = padsOf(call, spatial(call.shape('x')), spatial(call.output().shape), window);
  return between(call, 'x', op, [], { kernel_shape: window.kernel, strides: window.strides, pads });
}

function resize(call: KernelCall, mode: 'linear' | 'nearest'): string {
  const { graph } = call;
  const [corners, half] = [
    call.attribute<boolean>('alignCorners'),
    call.attribute<boolean>('halfPixelCenters'),
  ];
  const coordinates = corners ? 'align_corners' : half ? 'half_pixel' : 'asymmetric';
  const rounding = corners || half ? 'round_prefer_ceil' : 'floor';
  const [batch, channels] = [call.shapePairs('images')[0]!, call.shape('images').at(-1)!];
  const sides = [channels, ...spatial(call.output().shape)].map((side): Pair => [side, side]);
  const first = graph.transpose(call.input('images'), channelsFirst(4));
  const made = graph.node('Resize', [first, '', '', graph.vector([batch, ...sides], call.name)], {
    ...{ mode, coordinate_transformation_mode: coordinates },
    ...(mode === 'nearest' && { nearest_mode: rounding }),
  });
  return graph.transpose(made, channelsLast(4));
}

export const CONVOLUTIONS: Kernels = {
  Conv2D: (call) => convolution(call),
  Conv3D: (call) => convolution(call),
  DepthwiseConv2dNative: (call) => convolution(call, true),
  FusedConv2D: (call) => activated(call, convolution(call)),
  FusedDepthwiseConv2D: (call) => activated(call, convolution(call, true)),
  Conv2DBackpropInput: backwards,
  Conv3DBackpropInputV2: backwards,
  MaxPool: (call) => pool(call, 'MaxPool'),
  MaxPool3D: (call) => pool(call, 'MaxPool'),
  AvgPool: (call) => pool(call, 'AveragePool'),
  AvgPool3D: (call) => pool(call, 'AveragePool'),
  ResizeBilinear: (call) => resize(call, 'linear'),
  ResizeNearestNeighbor: (call) => resize(call, 'nearest'),
};
