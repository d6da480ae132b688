/** Sums of products of two tensors, written as `ab,bc->ac`; a letter stands for a side. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { Shape } from '../tfjs/internals.ts';
import type { WeightSpec } from './kind.ts';

/** The two factors and the result, by their letters. */
export interface Equation {
  readonly left: string;
  readonly right: string;
  readonly out: string;
}

/** One product of matrices for each combination of the sides that all three have. */
export function contract(tf: TF, x: Tensor, y: Tensor, { left, right, out }: Equation): Tensor {
  const shared = [...left].filter((side) => right.includes(side) && out.includes(side));
  const summed = [...left].filter((side) => right.includes(side) && !out.includes(side));
  const ofX = [...left].filter((side) => !right.includes(side));
  const ofY = [...right].filter((side) => !left.includes(side));
  const length = (side: string) =>
    left.includes(side) ? x.shape[left.indexOf(side)]! : y.shape[right.indexOf(side)]!;
  const size = (sides: readonly string[]) => sides.reduce((product, side) => product * length(side), 1);
  const matrices = (tensor: Tensor, from: string, rows: string[], columns: string[]) => {
    const ordered = inOrder(tensor, from, [...shared, ...rows, ...columns].join(''));
    const shape = [size(rows), size(columns)];
    return ordered.reshape(shared.length > 0 ? [size(shared), ...shape] : shape);
  };
  const product = tf.matMul(matrices(x, left, ofX, summed), matrices(y, right, summed, ofY));
  const sides = [...shared, ...ofX, ...ofY];
  // A side that the result lacks and one factor alone has is summed over.
  const wanted = sides.filter((side) => out.includes(side));
  const wide = product.reshape(sides.map(length));
  const rest = sides.flatMap((side, i) => (out.includes(side) ? [] : [i]));
  return inOrder(rest.length > 0 ? wide.sum(rest) : wide, wanted.join(''), out);
}

function inOrder(tensor: Tensor, from: string, to: string): Tensor {
  if (from === to) return tensor;
  return tensor.transpose([...to].map((side) => from.indexOf(side)));
}

/** Letters for the sides that an ellipsis stands for. */
const ELIDED = 'ABCDEFGHIJ';

/** What an equation of a dense layer says: the letters, and the shapes that follow. */
export interface DenseEquation extends Equation {
  readonly kernel: readonly number[];
  /** Fans of the kernel, by which it is initialized. */
  readonly matrix: readonly [inputs: number, outputs: number];
  readonly bias: readonly number[] | undefined;
  readonly shape: Shape;
}

/**
 * Keras's `_analyze_einsum_string` (keras/src/layers/core/einsum_dense.py).
 * @param input with the batch in front
 * @param output of a sample; null stands for what the input has there
 * @throws where the equation is none, or does not go with the shapes
 */
export function denseEquation(
  equation: string,
  input: Shape,
  output: readonly (number | null)[],
  biasAxes: string | null,
): DenseEquation {
  const [, before, left, after, right, , out] =
    /^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(?:\.\.\.)?$/.exec(equation) ?? [];
  if (!left || !right || !out) {
    throw new Error(`"${equation}" is no equation: write "ab,bc->ac", "...a,ab->...b" or "ab...,bc->ac..."`);
  }
  const elided = ELIDED.slice(0, before || after ? input.length - left.length : 0);
  const letters = (sides: string) => (before ? elided + sides : after ? sides + elided : sides);
  const [from, to] = [letters(left), letters(out)];
  if (from.length !== input.length) throw new Error(`"${equation}" does not go with an input [${input}]`);
  // The batch and what an ellipsis stands for are not among the sides that the layer was told.
  const told = [...to].slice(1).filter((side) => !elided.includes(side));
  const lengthOf = (side: string): number | null => {
    const said = output[told.indexOf(side)];
    return said ?? (from.includes(side) ? input[from.indexOf(side)]! : null);
  };
  const whole = [...to].map((side, i) => (i === 0 ? input[0]! : lengthOf(side)));
  const known = (side: string): number => {
    const length = to.includes(side) ? whole[to.indexOf(side)] : input[from.indexOf(side)];
    if (length != null) return length;
    throw new Error(`the length of side "${side}" of "${equation}" is not known`);
  };
  const fan = (inside: boolean) =>
    [...right].filter((side) => to.includes(side) === !inside).reduce((all, side) => all * known(side), 1);
  const first = biasAxes === null ? 0 : Math.min(...[...biasAxes].map((side) => to.indexOf(side)));
  const bias =
    biasAxes === null
      ? undefined
      : [...to].slice(first).map((side) => (biasAxes.includes(side) ? known(side) : 1));
  return {
    left: from,
    right,
    out: to,
    kernel: [...right].map(known),
    matrix: [fan(true), fan(false)],
    bias,
    shape: whole,
  };
}

interface DenseOptions {
  readonly kernelInitializer: unknown;
  readonly biasInitializer: unknown;
  readonly kernelRegularizer: unknown;
  readonly biasRegularizer: unknown;
  readonly kernelConstraint: unknown;
  readonly biasConstraint: unknown;
}

/** Kernel and bias of a dense layer. @param prefix stands before their names: `query/` for a layer inside */
export function denseWeights(
  options: DenseOptions,
  { kernel, bias, matrix }: DenseEquation,
  prefix = '',
): WeightSpec[] {
  const weights: WeightSpec[] = [
    {
      name: `${prefix}kernel`,
      shape: kernel,
      matrix,
      initializer: options.kernelInitializer,
      regularizer: options.kernelRegularizer,
      constraint: options.kernelConstraint,
    },
  ];
  if (!bias) return weights;
  const { biasInitializer: initializer, biasRegularizer: regularizer, biasConstraint: constraint } = options;
  return [...weights, { name: `${prefix}bias`, shape: bias, initializer, regularizer, constraint }];
}
