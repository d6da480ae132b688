/** A convolution with 3x3 filters and its gradients: as a trace, and in float64. */
import { Rewriter, typeAttribute } from '../../engine/compiled/passes/rewriter.ts';
import { type Attribute, FLOAT32, type Trace } from '../../engine/compiled/trace.ts';

export interface Convolution {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly padding: 'SAME' | 'VALID';
}

export interface TraceOptions {
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly format?: string;
  /** Height and width of the filter. */
  readonly sides?: readonly [number, number];
}

const T = typeAttribute('T', FLOAT32);
const float = (shape: readonly number[]) => ({ dtype: FLOAT32, shape });
const integers = (name: string, value: readonly number[]): Attribute => ({ name, kind: 'int', value });
const text = (name: string, value: string): Attribute => ({ name, kind: 'string', value });

/**
 * Inputs are data, filter, bias and the gradient with regard to the results; outputs relu of convolution and bias, and
 * the convolution's gradients with regard to data and filter. Options are said, not followed: shapes are those of none.
 */
export function convolutionTrace(one: Convolution, options: TraceOptions = {}): Trace {
  const { batch, height, width, channels, filters, padding } = one;
  const { strides = [1, 1, 1, 1], dilations = [1, 1, 1, 1], format = 'NHWC', sides = [3, 3] } = options;
  const { data, filter, results } = {
    data: float([batch, height, width, channels]),
    filter: float([...sides, channels, filters]),
    results: float([batch, ...resultSides(one), filters]),
  };
  const types = [data, filter, float([filters]), results];
  const inputs = new Map(['data', 'filter', 'bias', 'gradient'].map((name, i) => [name, i]));
  const empty: Trace = { types, inputs, constants: new Map(), ops: [], outputs: [] };
  const rewriter = new Rewriter(empty);
  const attributes = [
    ...[T, integers('strides', strides), text('padding', padding)],
    ...[text('data_format', format), integers('dilations', dilations)],
  ];
  const add = (
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    type: typeof data,
  ) => rewriter.add(name, attributes, inputs, [type])[0]!;
  const convolved = add('Conv2D', attributes, [0, 1], results);
  const outputs = [
    add('Relu', [T], [add('Add', [T], [convolved, 2], results)], results),
    add('Conv2DBackpropInput', attributes, [rewriter.integers(data.shape), 1, 3], data),
    add('Conv2DBackpropFilter', attributes, [0, rewriter.integers(filter.shape), 3], filter),
  ];
  return rewriter.finish({ ...empty, outputs });
}

/** How a trace of a pooled convolution departs from one that is wholly ours. */
export interface PooledOptions {
  readonly window?: number;
  readonly windowPadding?: 'SAME' | 'VALID';
  readonly relu?: boolean;
  /** Which value is an output besides: results before pooling, or a gradient. */
  readonly reads?: 'results' | 'slopes' | 'toData';
  /** Whether that with regard to the filter is asked for. */
  readonly filter?: boolean;
}

/**
 * A relu's result as data, a convolution with bias and relu, max-pooling; then, from the gradient with regard to what is
 * pooled, all gradients back to that before the first relu. Inputs are data, filter, bias and that gradient. Outputs:
 * what is pooled, and the gradients with regard to the data, its sums, the filter and the bias.
 */
export function pooledTrace(one: Convolution, options: PooledOptions = {}): Trace {
  const { window = 2, windowPadding = 'VALID', relu = true, reads, filter: asked = true } = options;
  const { batch, height, width, channels, filters, padding } = one;
  const [rows, columns] = resultSides(one);
  const pooledSide = (side: number) =>
    windowPadding === 'SAME' ? Math.ceil(side / 2) : (side - window) / 2 + 1;
  const data = float([batch, height, width, channels]);
  const filter = float([3, 3, channels, filters]);
  const bias = float([filters]);
  const results = float([batch, rows, columns, filters]);
  const pooled = float([batch, Math.floor(pooledSide(rows)), Math.floor(pooledSide(columns)), filters]);
  const inputs = new Map(['data', 'filter', 'bias', 'gradient'].map((name, i) => [name, i]));
  const empty: Trace = {
    ...{ types: [data, filter, bias, pooled], inputs, constants: new Map(), ops: [], outputs: [] },
  };
  const rewriter = new Rewriter(empty);
  const format = text('data_format', 'NHWC');
  const strides = [T, integers('strides', [1, 1, 1, 1]), text('padding', padding), format];
  const windows = [
    ...[T, integers('ksize', [1, window, window, 1]), integers('strides', [1, 2, 2, 1])],
    ...[text('padding', windowPadding), format],
  ];
  const add = (name: string, attributes: readonly Attribute[], from: readonly number[], type: typeof data) =>
    rewriter.add(name, attributes, from, [type])[0]!;
  const overPictures = (value: number, count: number) =>
    add('Sum', [T, typeAttribute('Tidx', 3)], [value, rewriter.integers([0, 1, 2])], float([count]));

  const sum = add('Add', [T], [add('Conv2D', strides, [0, 1], results), 2], results);
  const before = relu ? add('Relu', [T], [sum], results) : sum;
  const after = add('MaxPool', windows, [before], pooled);
  const whole = add('MaxPoolGrad', windows, [before, after, 3], results);
  const slopes = relu ? add('ReluGrad', [T], [whole, before], results) : whole;
  const toBias = overPictures(slopes, filters);
  const toData = add('Conv2DBackpropInput', strides, [rewriter.integers(data.shape), 1, slopes], data);
  const filterSides = rewriter.integers(filter.shape);
  const toFilter = asked ? [add('Conv2DBackpropFilter', strides, [0, filterSides, slopes], filter)] : [];
  const masked = add('ReluGrad', [T], [toData, 0], data);
  const also = reads ? [{ results: before, slopes, toData }[reads]] : [];
  return rewriter.finish({
    ...empty,
    outputs: [after, masked, overPictures(masked, channels), ...toFilter, toBias, ...also],
  });
}

function resultSides({ height, width, padding }: Convolution): readonly [number, number] {
  return padding === 'SAME' ? [height, width] : [height - 2, width - 2];
}

/** The outputs of the trace, by their definition. */
export function resultsOf(
  one: Convolution,
  [data, filter, bias, gradient]: readonly [Float32Array, Float32Array, Float32Array, Float32Array],
): Float64Array[] {
  const { batch, height, width, channels, filters, padding } = one;
  const [rows, columns] = resultSides(one);
  const before = padding === 'SAME' ? 1 : 0;
  const results = Float64Array.from(gradient, (_, i) => bias[i % filters]!);
  const [toData, toFilter] = [new Float64Array(data.length), new Float64Array(filter.length)];
  // Every place of the filter, on every pixel of the data that it meets.
  const meet = (picture: number, row: number, column: number, place: number) => {
    const [y, x] = [row - before + Math.floor(place / 3), column - before + (place % 3)];
    if (y < 0 || y >= height || x < 0 || x >= width) return;
    const from = ((picture * height + y) * width + x) * channels;
    const to = ((picture * rows + row) * columns + column) * filters;
    for (let channel = 0; channel < channels; channel++) {
      const at = (place * channels + channel) * filters;
      const value = data[from + channel]!;
      let sum = 0;
      for (let k = 0; k < filters; k++) {
        const slope = gradient[to + k]!;
        results[to + k]! += value * filter[at + k]!;
        toFilter[at + k]! += value * slope;
        sum += filter[at + k]! * slope;
      }
      toData[from + channel]! += sum;
    }
  };
  for (let picture = 0; picture < batch; picture++) {
    for (let pixel = 0; pixel < rows * columns; pixel++) {
      for (let place = 0; place < 9; place++)
        meet(picture, Math.floor(pixel / columns), pixel % columns, place);
    }
  }
  return [results.map((value) => Math.max(value, 0)), toData, toFilter];
}
