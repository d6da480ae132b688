import { type Attribute, attribute, FLOAT32, type Op, type Pass, type Trace } from '../trace.ts';
import { isSet, same, sorted } from './rewriter.ts';

const UINT8 = 4;

/**
 * What stands around our convolutions (convolutions.ts) becomes a part of them, so that nobody writes pictures only to
 * read them once:
 *
 * - Behind relu, max-pooling of 2x2: results are pooled before they are stored, with a note of which of the four each
 *   comes from. By it the gradients read the pooled ones' gradient as what it stands for, and neither that of the pooling
 *   nor that of the relu is computed.
 * - The sum of a gradient over its pictures, which is a bias's gradient: beside the gradient with regard to the filter.
 * - The gradient of a relu before a convolution, and that of a bias before the relu: with the gradient with regard to the data.
 */
export const convolutionsWithNeighbours: Pass = (trace) => {
  if (!trace.ops.some(({ name }) => name.startsWith('LockstepConvolution'))) return trace;
  const changes = new Changes(trace);
  for (const op of trace.ops) if (op.name === 'LockstepConvolution') changes.pool(op);
  for (const op of trace.ops) if (op.name === 'LockstepConvolutionFilter') changes.sumBeside(op);
  for (const op of trace.ops) if (op.name === 'LockstepConvolution') changes.maskAndSum(op);
  return changes.finish();
};

class Changes {
  readonly #trace: Trace;
  readonly #types: Trace['types'][number][];
  /** By value: the ops of the trace that read it, once for each time. */
  readonly #readers = new Map<number, Op[]>();
  /** By op of the trace: what stands for it now, undefined for nothing. */
  readonly #changed = new Map<Op, Op | undefined>();

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#types = [...trace.types];
    for (const op of trace.ops) {
      for (const value of op.inputs) {
        const readers = this.#readers.get(value);
        if (readers) readers.push(op);
        else this.#readers.set(value, [op]);
      }
    }
  }

  pool(convolution: Op): void {
    const [results] = convolution.outputs as [number];
    if (!isSet(convolution, 'relu') || isSet(convolution, 'turned') || this.#isOutput(results)) return;
    const readers = this.#readersOf(results);
    const [pooling, ...others] = readers.filter(({ name }) => name === 'MaxPool');
    if (!pooling || others.length > 0 || !this.#isByTwo(pooling)) return;
    const [pooled] = pooling.outputs as [number];
    const back = readers.filter(({ name }) => name !== 'MaxPool');
    const gradient = back.length === 0 ? undefined : this.#gradientOf(results, pooled, back);
    if (back.length > 0 && !gradient) return;

    const chosen = this.#define({ dtype: UINT8, shape: this.#types[pooled]!.shape });
    this.#changed.set(convolution, {
      ...convolution,
      attributes: withNumber(convolution, 'chosen'),
      outputs: [pooled, chosen],
    });
    this.#changed.set(pooling, undefined);
    if (!gradient) return;
    const { poolGrad, reluGrad, users } = gradient;
    for (const op of [poolGrad, reluGrad]) this.#changed.set(op, undefined);
    for (const op of users) {
      const inputs = op.inputs.map((value) => (value === reluGrad.outputs[0] ? poolGrad.inputs[2]! : value));
      const attributes = withNumber(op, 'choices');
      // Sums of it follow the gradient with regard to the filter.
      if (op.name !== 'Sum') this.#changed.set(op, { ...op, attributes, inputs: [...inputs, chosen] });
    }
  }

  /** The ops that lead from the gradient of what is pooled to that of our convolution, if ours are all that read the latter. */
  #gradientOf(results: number, pooled: number, back: readonly Op[]) {
    const poolGrad = back.find(({ name }) => name === 'MaxPoolGrad');
    const reluGrad = back.find(({ name }) => name === 'ReluGrad');
    if (!poolGrad || !reluGrad || back.length !== 2 || !this.#isByTwo(poolGrad)) return undefined;
    const [whole, between] = [poolGrad.outputs[0]!, reluGrad.outputs[0]!];
    const follows = same(poolGrad.inputs.slice(0, 2), [results, pooled]) && reluGrad.inputs[0] === whole;
    if (!follows || reluGrad.inputs[1] !== results || this.#readersOf(whole).length !== 1) return undefined;
    if (this.#isOutput(whole) || this.#isOutput(between)) return undefined;
    const users = this.#readersOf(between);
    const filters = users.filter((op) => op.name === 'LockstepConvolutionFilter' && op.inputs[1] === between);
    const others = users.filter((op) => !filters.includes(op));
    const ours = others.every((op) =>
      op.name === 'Sum' ? filters.length > 0 && this.#isOverPictures(op) : isTurned(op, between),
    );
    const sums = others.filter(({ name }) => name === 'Sum');
    return ours && sums.length <= 1 ? { poolGrad, reluGrad, users } : undefined;
  }

  sumBeside(filter: Op): void {
    const [sum] = this.#sumsOf(filter.inputs[1]!);
    if (!sum) return;
    const now = this.#changed.get(filter) ?? filter;
    this.#changed.set(filter, {
      ...now,
      attributes: withNumber(now, 'sums'),
      outputs: [...now.outputs, sum.outputs[0]!],
    });
    this.#changed.set(sum, undefined);
  }

  maskAndSum(convolution: Op): void {
    const [results] = convolution.outputs as [number];
    if (!isSet(convolution, 'turned') || this.#isOutput(results)) return;
    const [reluGrad, ...others] = this.#readersOf(results);
    if (reluGrad?.name !== 'ReluGrad' || others.length > 0 || reluGrad.inputs[0] !== results) return;
    const [, mask] = reluGrad.inputs as [number, number];
    // What is pooled stands nowhere.
    if (this.#changed.has(reluGrad) || !same(this.#types[mask]!.shape, this.#types[results]!.shape)) return;
    const [masked] = reluGrad.outputs as [number];
    const now = this.#changed.get(convolution) ?? convolution;
    const [sum] = this.#sumsOf(masked);
    const [data, weights, ...choices] = now.inputs as [number, number, ...number[]];
    const attributes = withNumber(now, 'masks');
    this.#changed.set(convolution, {
      ...now,
      attributes: sum ? withNumber({ ...now, attributes }, 'sums') : attributes,
      inputs: [data, weights, mask, ...choices],
      outputs: [masked, ...(sum ? [sum.outputs[0]!] : [])],
    });
    this.#changed.set(reluGrad, undefined);
    if (sum) this.#changed.set(sum, undefined);
  }

  finish(): Trace {
    if (this.#changed.size === 0) return this.#trace;
    const ops = this.#trace.ops.flatMap((op) => {
      const now = this.#changed.has(op) ? this.#changed.get(op) : op;
      return now ? [now] : [];
    });
    return sorted({ ...this.#trace, types: this.#types, ops });
  }

  #define(type: Trace['types'][number]): number {
    return this.#types.push(type) - 1;
  }

  #readersOf(value: number): readonly Op[] {
    return this.#readers.get(value) ?? [];
  }

  #isOutput(value: number): boolean {
    return this.#trace.outputs.includes(value);
  }

  /** Sums of a value over all but the last of its four axes, those that stand. */
  #sumsOf(value: number): readonly Op[] {
    return this.#readersOf(value).filter((op) => !this.#changed.has(op) && this.#isOverPictures(op));
  }

  #isOverPictures(op: Op): boolean {
    if (op.name !== 'Sum' || isSet(op, 'keep_dims')) return false;
    const bytes = this.#trace.constants.get(op.inputs[1]!);
    const axes = bytes && [...new Int32Array(bytes.slice().buffer)].toSorted((a, b) => a - b);
    return axes !== undefined && same(axes, [0, 1, 2]);
  }

  /** Max-pooling, or a gradient of it, in windows of 2x2 that do not overlap and hold no pixel from outside. */
  #isByTwo(op: Op): boolean {
    const [, height, width] = this.#types[op.inputs[0]!]!.shape as [number, number, number, number];
    const windows = ['ksize', 'strides'].every((name) => same(attribute(op, name) as number[], [1, 2, 2, 1]));
    const padding = attribute(op, 'padding');
    const format = attribute(op, 'data_format') ?? 'NHWC';
    const inside = padding === 'VALID' || (padding === 'SAME' && height % 2 === 0 && width % 2 === 0);
    return windows && inside && format === 'NHWC' && this.#types[op.inputs[0]!]!.dtype === FLOAT32;
  }
}

/** A gradient with regard to the data, of `gradient`. */
const isTurned = (op: Op, gradient: number) =>
  op.name === 'LockstepConvolution' &&
  isSet(op, 'turned') &&
  op.inputs[0] === gradient &&
  op.inputs[1] !== gradient;

/** The attributes of an op of which one says that a tensor is there. */
function withNumber({ attributes }: Pick<Op, 'attributes'>, name: string): Attribute[] {
  return attributes.map((one) => (one.name === name ? { ...one, value: 1 } : one));
}
