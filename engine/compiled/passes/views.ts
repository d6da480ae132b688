import { sizeOf } from '../../../base/arrays.ts';
import { attribute, type Op, type Trace } from '../trace.ts';
import { same } from './rewriter.ts';

/** Where an elementwise op finds the number of a row and a column: `offset + row * rowStride + column * columnStride`. */
export interface View {
  readonly value: number;
  readonly offset: number;
  readonly rowStride: number;
  /** 1, or 0 where all columns have the same number. */
  readonly columnStride: 0 | 1;
}

/** A tensor as rows and columns: its last axis, and all others. */
export function spaceOf(shape: readonly number[]): { rows: number; columns: number } {
  const columns = shape.at(-1) ?? 1;
  return { rows: sizeOf(shape) / columns, columns };
}

/** The view that broadcasts a value to `shape`; undefined for ways that no `View` can say. */
export function broadcast(
  value: number,
  operand: readonly number[],
  shape: readonly number[],
): View | undefined {
  const { columns } = spaceOf(shape);
  const view = (rowStride: number, columnStride: 0 | 1) => ({ value, offset: 0, rowStride, columnStride });
  if (same(operand, shape)) return view(columns, 1);
  if (sizeOf(operand) === 1) return view(0, 0);
  if (sizeOf(operand) === columns && operand.at(-1) === columns) return view(0, 1);
  if (same(operand, shape.with(-1, 1))) return view(1, 0);
  return undefined;
}

/** The same numbers seen in the tensor that they were split from. */
export function throughSplits(view: View, producers: readonly (Op | undefined)[], trace: Trace): View {
  const { types } = trace;
  let { value, offset, rowStride, columnStride } = view;
  for (;;) {
    const op = producers[value];
    if (op?.name !== 'SplitV' && op?.name !== 'Unpack') break;
    const [source] = op.inputs;
    const { shape } = types[source!]!;
    const axis = axisOf(op, trace);
    const before = op.outputs.slice(0, op.outputs.indexOf(value));
    if (axis === 0) {
      offset += before.reduce((sum, piece) => sum + sizeOf(types[piece]!.shape), 0);
    } else {
      const wholeRows = columnStride === 1 && offset === 0 && rowStride === types[value]!.shape.at(-1);
      if (op.name === 'Unpack' || axis !== shape.length - 1 || !wholeRows) break;
      offset = before.reduce((sum, piece) => sum + types[piece]!.shape.at(-1)!, 0);
      rowStride = shape.at(-1)!;
    }
    value = source!;
  }
  return { value, offset, rowStride, columnStride };
}

/** Where a value stands in a larger tensor. */
export interface Piece {
  readonly value: number;
  readonly offset: number;
  readonly rowStride: number;
}

/** The pieces that `op` puts together; undefined where it does something else, or they do not lie in rows. */
export function piecesOf(op: Op, trace: Trace): readonly Piece[] | undefined {
  if (op.name !== 'ConcatV2' && op.name !== 'Pack') return undefined;
  const { types } = trace;
  const { shape } = types[op.outputs[0]!]!;
  const axis = axisOf(op, trace);
  if (axis !== 0 && (op.name === 'Pack' || axis !== shape.length - 1)) return undefined;
  let offset = 0;
  return op.inputs.slice(0, op.name === 'Pack' ? undefined : -1).map((value) => {
    const piece = {
      value,
      offset,
      rowStride: axis === 0 ? spaceOf(types[value]!.shape).columns : shape.at(-1)!,
    };
    offset += axis === 0 ? sizeOf(types[value]!.shape) : types[value]!.shape.at(-1)!;
    return piece;
  });
}

/** The axis of an op that splits or joins. */
function axisOf(op: Op, { constants }: Trace): number | undefined {
  const named = attribute(op, 'axis');
  if (typeof named === 'number') return named;
  const bytes = constants.get(op.inputs.at(-1)!);
  return bytes && new Int32Array(bytes.slice().buffer)[0];
}
