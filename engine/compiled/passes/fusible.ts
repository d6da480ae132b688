import { sizeOf } from '../../../base/arrays.ts';
import { FLOAT32, type Op, type Trace } from '../trace.ts';
import { broadcast } from './views.ts';

/** Those of `native/tile.h`. */
const ELEMENTWISE = new Set(
  'Add AddV2 Sub Mul RealDiv Neg Square Maximum Minimum ClipByValue Relu ReluGrad Sigmoid SigmoidGrad Tanh TanhGrad'.split(
    ' ',
  ),
);

const PRODUCTS = new Set(['MatMul', 'Conv2D', 'DepthwiseConv2dNative']);

/** Numbers of a tensor beyond which TensorFlow's own ops share the work out among threads, which ours do not. */
const LARGE = 1 << 16;

type Producer = (value: number) => Op | undefined;

/** Whether an op is elementwise, on numbers so few that scheduling it costs more than they do. */
export function isFusible(op: Op, types: Trace['types'], producer: Producer): boolean {
  const { dtype, shape } = types[op.outputs[0]!]!;
  const size = sizeOf(shape);
  if (!ELEMENTWISE.has(op.name) || dtype !== FLOAT32 || size === 0 || size > LARGE) return false;
  if (isEpilogue(op, types, producer)) return false;
  return op.inputs.every((value) => broadcast(value, types[value]!.shape, shape) !== undefined);
}

/** A bias on a product, and the relu on that: TensorFlow makes them a part of the product. */
function isEpilogue(op: Op, types: Trace['types'], producer: Producer): boolean {
  const before = producer(op.inputs[0]!);
  if (!before) return false;
  if (op.name === 'Relu') return isEpilogue(before, types, producer);
  const isSum = op.name === 'Add' || op.name === 'AddV2';
  return isSum && PRODUCTS.has(before.name) && types[op.inputs[1]!]!.shape.length === 1;
}
