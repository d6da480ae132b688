import { sizeOf } from '../../../base/arrays.ts';
import { FLOAT32, type Op, type Pass, type Trace } from '../trace.ts';
import { ELEMENTWISE, type Factors, opOf, programsOf } from './programs.ts';
import { countUses, flag, groupBy, isSet } from './rewriter.ts';

/** Columns of a panel of a packed matrix: `kPanel` of native/tensorflow/product.h. */
const PANEL = 32;

/** Multiplications of a product beyond which TensorFlow's other threads would help, which ours do not ask. */
const MOST = 1 << 21;

/** Products that share a matrix, from which on packing it pays. */
const SHARED = 8;

/** By its value, a product that is to be computed inside the op that reads it. */
type Inside = ReadonlyMap<number, { readonly product: Op; readonly packed: number }>;

/**
 * Products that nobody but a fused op reads are computed in it, where many share their right-hand matrix: those of
 * an unrolled loop's time steps. TensorFlow takes about as long to begin such a product as to compute it.
 */
export const productsInside: Pass = (trace) => {
  const uses = countUses(trace);
  const small = new Map(trace.ops.filter((op) => isSmall(op, trace)).map((op) => [op.outputs[0]!, op]));
  const read = trace.ops
    .filter(({ name }) => name === ELEMENTWISE)
    .flatMap(({ inputs }) => inputs.filter((value) => uses.get(value) === 1))
    .map((value) => small.get(value))
    .filter((op) => op !== undefined);
  const sharing = groupBy(read, (op) => `${op.inputs[1]}/${isSet(op, 'transpose_b')}`);

  const types = [...trace.types];
  const packs = new Map<Op, Op>();
  const inside = new Map<number, { product: Op; packed: number }>();
  for (const products of sharing.values()) {
    if (products.length < SHARED) continue;
    const [, depth, columns] = sidesOf(products[0]!, trace);
    const packed = types.push({ dtype: FLOAT32, shape: [Math.ceil(columns / PANEL), depth, PANEL] }) - 1;
    for (const product of products) inside.set(product.outputs[0]!, { product, packed });
    const first = trace.ops.find((op) => products.includes(op))!;
    packs.set(first, {
      name: 'LockstepPack',
      attributes: [flag('transposed', isSet(first, 'transpose_b'))],
      inputs: [first.inputs[1]!],
      outputs: [packed],
    });
  }
  const ops = trace.ops.flatMap((op) => {
    // Packed where the first of the products stood.
    if (inside.has(op.outputs[0]!)) return packs.get(op) ?? [];
    return op.inputs.some((value) => inside.has(value)) ? withProducts(op, inside, trace) : op;
  });
  return { ...trace, types, ops };
};

/** A fused op that computes its inputs in `inside` itself. */
function withProducts(op: Op, inside: Inside, trace: Trace): Op {
  const own = op.inputs.filter((value) => inside.has(value));
  const products = own.map((value): Factors => {
    const { product, packed } = inside.get(value)!;
    return { left: product.inputs[0]!, offset: 0, right: packed, sides: sidesOf(product, trace) };
  });
  const programs = programsOf(op).map((program) => ({
    ...program,
    views: program.views.map((view) =>
      inside.has(view.value) ? { ...view, value: -1 - own.indexOf(view.value) } : view,
    ),
    products,
  }));
  return opOf(programs, op.outputs, trace.types);
}

/** Rows, depth and columns of a product. */
function sidesOf(op: Op, { types }: Trace): readonly [number, number, number] {
  const [rows, depth] = types[op.inputs[0]!]!.shape;
  return [rows!, depth!, types[op.outputs[0]!]!.shape[1]!];
}

function isSmall(op: Op, trace: Trace): boolean {
  if (op.name !== 'MatMul' || isSet(op, 'transpose_a')) return false;
  const { dtype, shape } = trace.types[op.outputs[0]!]!;
  const count = sizeOf(shape) * sidesOf(op, trace)[1];
  return dtype === FLOAT32 && count > 0 && count <= MOST;
}
