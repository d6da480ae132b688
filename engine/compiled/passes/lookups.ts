import { attribute, FLOAT32, type Op, type Pass, type Trace } from '../trace.ts';
import { isSet, type Rewriter, rewrite, typeAttribute } from './rewriter.ts';

type Producer = (value: number) => Op | undefined;

/**
 * Products of rows of a table, as an embedding gives them, are rows of the table's product, where they have more rows
 * than the table: each row is multiplied once, however often it is looked up. An evaluation of a recurrent layer, whose
 * batches are large, has such products.
 */
export const lookUpLast: Pass = (trace) => {
  const producers: (Op | undefined)[] = [];
  for (const op of trace.ops) for (const value of op.outputs) producers[value] = op;
  const keys = new Map<number, string>();
  /** By table and matrix: rows of the products, without those of the table. */
  const saved = new Map<string, number>();
  for (const op of trace.ops) {
    if (!isProduct(op, trace)) continue;
    const lookup = lookupOf(op.inputs[0]!, (value) => producers[value], trace);
    if (!lookup) continue;
    const [table] = lookup.inputs;
    const key = `${table}/${op.inputs[1]}/${isSet(op, 'transpose_b')}`;
    const rowsOf = (value: number) => trace.types[value]!.shape[0]!;
    keys.set(op.outputs[0]!, key);
    saved.set(key, (saved.get(key) ?? -rowsOf(table!)) + rowsOf(op.inputs[0]!));
  }
  if (![...saved.values()].some((rows) => rows > 0)) return trace;
  const tables = new Map<string, number>();
  const numbers = new Map<Op, readonly number[]>();
  return rewrite(trace, (op, rewriter) => {
    const key = keys.get(op.outputs[0]!);
    if (key === undefined || saved.get(key)! <= 0) return undefined;
    const [left, right] = op.inputs;
    const lookup = lookupOf(left!, (value) => rewriter.producer(value), rewriter)!;
    const [table, , axis] = lookup.inputs;
    const { dtype, shape } = rewriter.types[op.outputs[0]!]!;
    const type = { dtype, shape: [rewriter.shape(table!)[0]!, shape[1]!] };
    const product = tables.get(key) ?? rewriter.add('MatMul', op.attributes, [table!, right!], [type])[0]!;
    tables.set(key, product);
    const looked = numbersOf(left!, numbers, rewriter);
    return rewriter.add('GatherV2', lookup.attributes, [product, looked, axis!], [{ dtype, shape }]);
  });
};

function isProduct(op: Op, { types }: Pick<Trace, 'types'>): boolean {
  return op.name === 'MatMul' && !isSet(op, 'transpose_a') && types[op.outputs[0]!]!.dtype === FLOAT32;
}

/** What looks up the rows of a value, which may be moved about after that; undefined where they are no rows of a table. */
function lookupOf(
  value: number,
  producer: Producer,
  trace: Pick<Trace, 'types' | 'constants'>,
): Op | undefined {
  const op = producer(value);
  if (op?.name === 'GatherV2') return looksUpRows(op, trace) ? op : undefined;
  return op && movesRows(op, trace) ? lookupOf(op.inputs[0]!, producer, trace) : undefined;
}

function looksUpRows(op: Op, { types, constants }: Pick<Trace, 'types' | 'constants'>): boolean {
  const [table, , axis] = op.inputs;
  const first = constants.get(axis!)?.every((byte) => byte === 0) ?? false;
  return first && types[table!]!.shape.length === 2 && !attribute(op, 'batch_dims');
}

/** Whether an op gives the rows of its first input, along its last axis, in other places. */
function movesRows(op: Op, { types, constants }: Pick<Trace, 'types' | 'constants'>): boolean {
  const before = types[op.inputs[0]!]!.shape;
  const last = before.length - 1;
  switch (op.name) {
    case 'Reshape':
      return last > 0 && types[op.outputs[0]!]!.shape.at(-1) === before[last];
    case 'Transpose':
      return orderOf(op, constants)?.[last] === last;
    case 'Unpack': {
      const axis = attribute(op, 'axis') as number;
      return axis >= 0 && axis < last;
    }
    default:
      return false;
  }
}

function orderOf(op: Op, constants: Trace['constants']): readonly number[] | undefined {
  const bytes = constants.get(op.inputs[1]!);
  return bytes && [...new Int32Array(bytes.slice().buffer)];
}

/** The numbers of the rows of `value`, moved about as those are. @param made by op that moves rows: what it gives of numbers */
function numbersOf(value: number, made: Map<Op, readonly number[]>, rewriter: Rewriter): number {
  const op = rewriter.producer(value)!;
  if (op.name === 'GatherV2') return op.inputs[1]!;
  const moved = made.get(op) ?? move(op, numbersOf(op.inputs[0]!, made, rewriter), rewriter);
  made.set(op, moved);
  return moved[op.outputs.indexOf(value)]!;
}

function move(op: Op, numbers: number, rewriter: Rewriter): readonly number[] {
  const { dtype } = rewriter.types[numbers]!;
  const types = op.outputs.map((value) => ({ dtype, shape: rewriter.shape(value).slice(0, -1) }));
  if (op.name === 'Reshape') return [rewriter.reshape(numbers, types[0]!.shape)];
  const attributes = op.attributes.map((one) => (one.name === 'T' ? typeAttribute('T', dtype) : one));
  const order =
    op.name === 'Transpose' ? [rewriter.integers(orderOf(op, rewriter.constants)!.slice(0, -1))] : [];
  return rewriter.add(op.name, attributes, [numbers, ...order], types);
}
