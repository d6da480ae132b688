import { type Attribute, attribute, FLOAT32, type Op, type Pass, type Trace } from '../trace.ts';
import { countUses, flag, isSet, type Rewriter, rewrite, same } from './rewriter.ts';

/** Channels and filters come in as many: what native/tensorflow/convolution.h computes at a time. */
const LANES = 16;

/** Fewer channels or filters make products that are no faster than TensorFlow's convolutions; measured. */
const LEAST_CHANNELS = 32;

/** Beyond as many numbers in a row of the filter its transformed form (16 for 9) no longer stays near. */
const MOST_PRODUCTS = 1 << 17;

/** Results are computed in tiles of 2x2. Fewer would cost less than the filter's transformation. */
const TILE = 2;
const LEAST_TILES = 64;

/** Below it the tiles reach over too much that is no result. */
const LEAST_SIDE = 4;

/** A convolution with 3x3 filters: the sides of what goes in and what comes out, and the rows and columns of zeros before the former. */
interface Shapes {
  readonly data: readonly number[];
  readonly results: readonly number[];
  readonly padding: number;
}

/** Gives what stands for an op's result now. */
type Change = (op: Op, rewriter: Rewriter, uses: ReadonlyMap<number, number>) => number | undefined;

/**
 * Convolutions with 3x3 filters, and their gradients, by Winograd's algorithm (native/tensorflow/winograd.h): 2.25 times
 * fewer multiplications. A bias and a relu behind one become a part of it.
 */
export const fastConvolutions: Pass = (trace) => {
  const uses = countUses(trace);
  return rewrite(trace, (op, rewriter) => {
    const value = CHANGES[op.name]?.(op, rewriter, uses);
    if (value === undefined) return undefined;
    uses.set(value, uses.get(op.outputs[0]!) ?? 0);
    return [value];
  });
};

const forward: Change = (op, rewriter) => {
  const [data, filter] = op.inputs as [number, number];
  const shapes = shapesOf(op, data, filter, op.outputs[0]!, rewriter);
  return shapes && pays(shapes) ? convolve(rewriter, shapes, [data, filter], false) : undefined;
};

/** A convolution of the gradient with the filter that is turned, whose padding is what the forward one's lacks of 2. */
const inputGradient: Change = (op, rewriter) => {
  const [, filter, gradient] = op.inputs as [number, number, number];
  const shapes = shapesOf(op, op.outputs[0]!, filter, gradient, rewriter);
  if (!shapes) return undefined;
  const { data, results, padding } = shapes;
  const turned: Shapes = { data: results, results: data, padding: 2 - padding };
  return pays(turned) ? convolve(rewriter, turned, [gradient, filter], true) : undefined;
};

const filterGradient: Change = (op, rewriter) => {
  const [data, , gradient] = op.inputs as [number, number, number];
  const filter = op.outputs[0]!;
  const shapes = shapesOf(op, data, filter, gradient, rewriter);
  if (!shapes || !pays(shapes)) return undefined;
  const attributes = [paddingOf(shapes), ...none('choices', 'sums')];
  return rewriter.add(
    'LockstepConvolutionFilter',
    attributes,
    [data, gradient],
    [rewriter.types[filter]!],
  )[0];
};

const withBias: Change = (op, rewriter, uses) => {
  const [results, bias] = op.inputs as [number, number];
  const convolution = readOnce(results, rewriter, uses);
  if (!convolution || convolution.inputs.length > 2 || isSet(convolution, 'relu')) return undefined;
  const { dtype, shape } = rewriter.types[bias]!;
  if (dtype !== FLOAT32 || !same(shape, rewriter.shape(results).slice(-1))) return undefined;
  return changed(convolution, rewriter, integers('biases', 1), [...convolution.inputs, bias]);
};

const withRelu: Change = (op, rewriter, uses) => {
  const convolution = readOnce(op.inputs[0]!, rewriter, uses);
  return convolution && changed(convolution, rewriter, flag('relu', true), convolution.inputs);
};

const CHANGES: Readonly<Record<string, Change>> = {
  Conv2D: forward,
  Conv2DBackpropInput: inputGradient,
  Conv2DBackpropFilter: filterGradient,
  Add: withBias,
  AddV2: withBias,
  Relu: withRelu,
};

/** What a convolution of TensorFlow's, or a gradient of one, is; undefined where it is none that ours can do. */
function shapesOf(
  op: Op,
  data: number,
  filter: number,
  results: number,
  { types }: Pick<Trace, 'types'>,
): Shapes | undefined {
  const ones = (name: string) => ((attribute(op, name) ?? [1]) as number[]).every((number) => number === 1);
  const padding = attribute(op, 'padding');
  const format = attribute(op, 'data_format') ?? 'NHWC';
  const [dataShape, filterShape, resultShape] = [data, filter, results].map((value) => types[value]!.shape);
  const [height, width, channels, filters] = filterShape!;
  if (format !== 'NHWC' || !ones('strides') || !ones('dilations')) return undefined;
  if (padding !== 'SAME' && padding !== 'VALID') return undefined;
  if ([data, filter, results].some((value) => types[value]!.dtype !== FLOAT32)) return undefined;
  // In groups, a filter has fewer channels than the data.
  if (height !== 3 || width !== 3 || dataShape![3] !== channels || resultShape![3] !== filters)
    return undefined;
  return { data: dataShape!, results: resultShape!, padding: padding === 'SAME' ? 1 : 0 };
}

function pays({ data, results }: Shapes): boolean {
  const [batch, height, width, filters] = results as [number, number, number, number];
  const channels = data[3]!;
  const tiles = batch * Math.ceil(height / TILE) * Math.ceil(width / TILE);
  return (
    [channels, filters].every((number) => number % LANES === 0 && number >= LEAST_CHANNELS) &&
    channels * filters <= MOST_PRODUCTS &&
    Math.min(height, width) >= LEAST_SIDE &&
    tiles >= LEAST_TILES
  );
}

function convolve(
  rewriter: Rewriter,
  shapes: Shapes,
  inputs: readonly number[],
  turned: boolean,
): number | undefined {
  const attributes: Attribute[] = [
    paddingOf(shapes),
    integers('sides', shapes.results.slice(1, 3)),
    flag('turned', turned),
    flag('relu', false),
    ...none('biases', 'masks', 'choices', 'chosen', 'sums'),
  ];
  const type = { dtype: FLOAT32, shape: shapes.results };
  return rewriter.add('LockstepConvolution', attributes, inputs, [type])[0];
}

/** The convolution of ours whose results nothing but one op reads. */
function readOnce(value: number, rewriter: Rewriter, uses: ReadonlyMap<number, number>): Op | undefined {
  const op = rewriter.producer(value);
  return op?.name === 'LockstepConvolution' && uses.get(value) === 1 ? op : undefined;
}

/** A convolution with another attribute and other inputs. What it was is dead. */
function changed(op: Op, rewriter: Rewriter, by: Attribute, inputs: readonly number[]): number | undefined {
  const attributes = op.attributes.map((one) => (one.name === by.name ? by : one));
  return rewriter.add(op.name, attributes, inputs, [rewriter.types[op.outputs[0]!]!])[0];
}

const integers = (name: string, value: number | readonly number[]): Attribute => ({
  name,
  kind: 'int',
  value,
});

/** Tensors beside those that there always are; convolution-ops.h says which. */
const none = (...names: readonly string[]) => names.map((name) => integers(name, 0));

const paddingOf = ({ padding }: Shapes) => integers('padding', [padding, padding]);
