import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type {
  GroupQueryAttentionConfig,
  HeadsConfig,
  MultiHeadAttentionConfig,
} from '../../api/layers/attention.ts';
import { listOf, type Mask, type Shape } from '../tfjs/internals.ts';
import { and, asBool, causalMask, maskedSoftmax, windowMask } from './attention-masks.ts';
import { contract, type DenseEquation, denseEquation, denseWeights, type Equation } from './einsum.ts';
import { type Call, fromFront, type Kind, NEEDED, type WeightSpec } from './kind.ts';

const HEADS = {
  dropout: 0,
  useBias: true,
  useGate: false,
  slidingWindow: null,
  seed: null,
  kernelInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
  kernelRegularizer: null,
  biasRegularizer: null,
  activityRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
} as const;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** The projections of a layer with heads, by Keras's names, in the order of its weights. */
type Projections = Readonly<Record<string, DenseEquation>>;

/** `[query, value]` or `[query, value, key]`, `[batch, ...steps, features]` each, and `attentionMask` by name. */
export const multiHeadAttention: Kind<MultiHeadAttentionConfig> = {
  className: 'MultiHeadAttention',
  factory: 'multiHeadAttention',
  options: {
    numHeads: NEEDED,
    keyDim: NEEDED,
    valueDim: null,
    outputShape: null,
    attentionAxes: null,
    ...HEADS,
  },
  weights: (config, shapes) => weightsOf(config, multiHeadProjections(config, shapes)),
  shape: (config, shapes, { returnAttentionScores }) => {
    const { attention_output: out } = multiHeadProjections(config, shapes);
    const [query, value] = shapes as [Shape, Shape];
    if (!returnAttentionScores) return out!.shape;
    return [out!.shape, [query[0]!, config.numHeads, ...query.slice(1, -1), ...value.slice(1, -1)]];
  },
  call: (call) => {
    const { xs, config, said } = call;
    const shapes = xs.map(({ shape }) => shape);
    const rank = shapes[0]!.length + 1;
    const given = config.attentionAxes ?? shapes[1]!.map((_, i) => i).slice(1, -1);
    const axes = (typeof given === 'number' ? [given] : given).map((axis) => fromFront(axis, rank - 1));
    const { dot, combine } = attentionEquations(rank, axes);
    const zeroed = config.dropout > 0 || Boolean(said.returnAttentionScores) || rank !== 4;
    return attended(call, multiHeadProjections(config, shapes), { dot, combine, axes: axes.length, zeroed });
  },
  penalizesParts: true,
  mask: (_, _tf, _xs, masks) => masks[0] ?? null,
};

/** `[query, value]` or `[query, value, key]`, `[batch, steps, features]` each, and `attentionMask` by name. */
export const groupQueryAttention: Kind<GroupQueryAttentionConfig> = {
  className: 'GroupQueryAttention',
  factory: 'groupQueryAttention',
  options: { headDim: NEEDED, numQueryHeads: NEEDED, numKeyValueHeads: NEEDED, ...HEADS },
  fault: ({ numQueryHeads, numKeyValueHeads }) =>
    numQueryHeads % numKeyValueHeads === 0
      ? undefined
      : `its ${numQueryHeads} query heads cannot share ${numKeyValueHeads} key and value heads equally`,
  weights: (config, shapes) => weightsOf(config, groupProjections(config, shapes)),
  shape: ({ numQueryHeads }, shapes, { returnAttentionScores }) => {
    const [query, value] = shapes as [Shape, Shape];
    return returnAttentionScores ? [query, [query[0]!, numQueryHeads, query[1]!, value[1]!]] : query;
  },
  call: (call) => {
    const { config, xs, said } = call;
    const repeats = config.numQueryHeads / config.numKeyValueHeads;
    const equations = attentionEquations(4, [1]);
    const zeroed = config.dropout > 0 || Boolean(said.returnAttentionScores);
    const shapes = xs.map(({ shape }) => shape);
    const out = attended(call, groupProjections(config, shapes), { ...equations, axes: 1, zeroed, repeats });
    // Of the layer, and of its last part.
    for (const one of listOf(out)) call.penalize(one);
    return out;
  },
  penalizesParts: true,
  mask: multiHeadAttention.mask as never,
};

function multiHeadProjections(config: MultiHeadAttentionConfig, shapes: readonly Shape[]): Projections {
  const [query, value, key] = threeOf(shapes);
  const { numHeads, keyDim, useBias, useGate, outputShape } = config;
  const valueDim = config.valueDim ?? keyDim;
  const last = typeof outputShape === 'number' ? [outputShape] : (outputShape ?? [query.at(-1)!]);
  return {
    query: projection(query, 1, [numHeads, keyDim], useBias),
    key: projection(key, 1, [numHeads, keyDim], useBias),
    ...(useGate && { gate: projection(query, 1, [numHeads, valueDim], useBias) }),
    value: projection(value, 1, [numHeads, valueDim], useBias),
    attention_output: projection([...query.slice(0, -1), numHeads, valueDim], 2, last, useBias),
  };
}

function groupProjections(config: GroupQueryAttentionConfig, shapes: readonly Shape[]): Projections {
  const [query, value, key] = threeOf(shapes);
  const { headDim, numQueryHeads, numKeyValueHeads, useBias, useGate } = config;
  return {
    query: projection(query, 1, [numQueryHeads, headDim], useBias),
    key: projection(key, 1, [numKeyValueHeads, headDim], useBias),
    ...(useGate && { gate: projection(query, 1, [numQueryHeads, headDim], useBias) }),
    value: projection(value, 1, [numKeyValueHeads, headDim], useBias),
    attention_output: projection(
      [...query.slice(0, -1), numQueryHeads, headDim],
      2,
      [query.at(-1)!],
      useBias,
    ),
  };
}

function threeOf([query, value, key]: readonly Shape[]): [Shape, Shape, Shape] {
  if (!query || !value) throw new Error('it wants [query, value] or [query, value, key]');
  return [query, value, key ?? value];
}

/** The last `bound` sides become `to`: Keras's `_build_proj_equation`. */
function projection(
  shape: Shape,
  bound: number,
  to: readonly (number | null)[],
  useBias: boolean,
): DenseEquation {
  const free = LETTERS.slice(0, shape.length - bound);
  const gone = LETTERS.slice(free.length, shape.length);
  const made = LETTERS.slice(shape.length, shape.length + to.length);
  const inside = [...shape.slice(1, shape.length - bound).map(() => null), ...to];
  return denseEquation(`${free}${gone},${gone}${made}->${free}${made}`, shape, inside, useBias ? made : null);
}

function weightsOf(config: HeadsConfig, projections: Projections): WeightSpec[] {
  return Object.entries(projections).flatMap(([name, equation]) =>
    denseWeights(config, equation, `${name}/`),
  );
}

interface Attending {
  readonly dot: Equation;
  readonly combine: Equation;
  /** How many axes attend. */
  readonly axes: number;
  /** Whether a query that may look nowhere gets zeros, as where Keras computes the scores one by one. */
  readonly zeroed: boolean;
  /** How many query heads share a key and a value. */
  readonly repeats?: number;
}

/** Keras's `_build_attention_equation`, of a rank with the heads. */
function attentionEquations(rank: number, axes: readonly number[]): { dot: Equation; combine: Equation } {
  const target = LETTERS.slice(0, rank);
  const source = [...target]
    .map((side, i) => (axes.includes(i) ? LETTERS[rank + axes.indexOf(i)]! : side))
    .join('');
  const batch = [...target].filter((_, i) => i < rank - 1 && !axes.includes(i)).join('');
  const attending = (sides: string) => axes.map((axis) => sides[axis]!).join('');
  const scores = batch + attending(target) + attending(source);
  return {
    dot: { left: target, right: source, out: scores },
    combine: { left: scores, right: source, out: target },
  };
}

function attended<C extends HeadsConfig>(
  call: Call<C>,
  projections: Projections,
  { dot, combine, axes, zeroed, repeats = 1 }: Attending,
): Tensor | Tensor[] {
  const { tf, config, xs, weight, training, said } = call;
  const [x, y, z] = [xs[0]!, xs[1]!, xs[2] ?? xs[1]!];
  const projected = (name: string, from: Tensor, activate = (product: Tensor) => product) => {
    const equation = projections[name]!;
    const product = contract(tf, from, weight(`${name}/kernel`), equation);
    const out = activate(config.useBias ? product.add(weight(`${name}/bias`)) : product);
    call.penalize(out);
    return out;
  };
  const shared = (heads: Tensor) => (repeats === 1 ? heads : repeated(tf, heads, repeats));
  const query = projected('query', x);
  const [key, value] = [shared(projected('key', z)), shared(projected('value', y))];
  // The scale is that of Keras: on the queries, before the product.
  const scores = contract(tf, query.mul(1 / Math.sqrt(query.shape.at(-1)!)), key, dot);
  const shares = softmaxOf(call, scores, axes, zeroed);
  const kept = training && config.dropout > 0 ? tf.dropout(shares, config.dropout) : shares;
  const heads = contract(tf, kept, value, combine);
  const gated = config.useGate ? heads.mul(projected('gate', x, (product) => product.sigmoid())) : heads;
  const out = projected('attention_output', gated);
  return said.returnAttentionScores ? [out, shares] : out;
}

/** `[batch, steps, heads, features]` with each head `repeats` times. */
function repeated(tf: TF, heads: Tensor, repeats: number): Tensor {
  const [batch, steps, count, features] = heads.shape as [number, number, number, number];
  // tfjs has no gradient of a tile of higher rank.
  const wide = tf.tile(heads.reshape([batch * steps * count, 1, features]), [1, repeats, 1]);
  return wide.reshape([batch, steps, count * repeats, features]);
}

/** Over the source axes, which are the last of the scores. */
function softmaxOf<C extends HeadsConfig>(
  call: Call<C>,
  scores: Tensor,
  axes: number,
  zeroed: boolean,
): Tensor {
  const { tf } = call;
  let mask = maskOf(call);
  while (mask && mask.rank < scores.rank) mask = mask.expandDims(mask.rank - 2 * axes);
  if (axes === 1) return maskedSoftmax(tf, scores, mask, zeroed);
  const flat = (tensor: Tensor) => tensor.reshape([...tensor.shape.slice(0, -axes), -1]);
  const wide = mask && (tf.logicalAnd(mask, tf.ones(scores.shape, 'bool')) as Tensor);
  return maskedSoftmax(tf, flat(scores), wide && flat(wide), zeroed).reshape(scores.shape);
}

/** Keras's `_compute_attention_mask`: of queries, values and keys, of what is later, far off, or said. */
function maskOf<C extends HeadsConfig>({ tf, config, xs, masks, named, said }: Call<C>): Mask {
  const [query, value] = xs as [Tensor, Tensor];
  const [queryMask, valueMask, keyMask] = masks as [Mask, Mask | undefined, Mask | undefined];
  const [queries, values] = [query.shape[1]!, value.shape[1]!];
  const parts = [
    queryMask?.expandDims(-1),
    valueMask?.expandDims(-2),
    keyMask?.expandDims(-2),
    said.useCausalMask ? causalMask(tf, queries, values) : null,
    config.slidingWindow ? windowMask(tf, queries, values, config.slidingWindow) : null,
  ];
  const automatic = parts.reduce((all: Mask, part) => and(tf, all, part), null);
  const given = named.attentionMask ? asBool(tf, named.attentionMask) : null;
  return and(tf, given, automatic && broadcastable(automatic, given));
}

/** `[batch, queries, values]` beside a mask with heads. */
function broadcastable(mask: Tensor, other: Mask): Tensor {
  return other && other.rank > mask.rank ? mask.expandDims(1) : mask;
}
