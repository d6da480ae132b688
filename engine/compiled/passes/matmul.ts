import { segmentsOf } from '../segments.ts';
import { FLOAT32, type Op, type Pass, type Trace } from '../trace.ts';
import {
  countUses,
  flag,
  groupBy,
  isSet,
  producersOf,
  Rewriter,
  rewrite,
  same,
  sorted,
  typeAttribute,
} from './rewriter.ts';

const T = typeAttribute('T', FLOAT32);

/**
 * Products of several matrices with the same right-hand one, none of which waits for another or for another's sum over
 * the ranks, as one: an unrolled loop's projections of its inputs leave the loop.
 */
export const groupMatMuls: Pass = (trace) => {
  const grouped = trace.ops.filter(
    ({ name, ...op }) => name === 'MatMul' && !isSet({ name, ...op }, 'transpose_a'),
  );
  const segments = segmentsOf(trace);
  const classes = groupBy(
    grouped,
    (op) => `${segments.get(op.outputs[0]!)}/${op.inputs[1]}/${isSet(op, 'transpose_b')}`,
  );
  let result = trace;
  // Of the trace as it is by then: a group takes the place of what other members read, and waits for all that its own do.
  const now = (members: readonly Op[]) => {
    const outputs = new Set(members.map((op) => op.outputs[0]));
    return result.ops.filter((op) => outputs.has(op.outputs[0]));
  };
  for (const members of classes.values()) {
    if (members.length < 2) continue;
    for (const group of independent(result, now(members))) {
      if (group.length > 1) result = groupOne(result, now(group));
    }
  }
  return result;
};

/** Members by how many others stand before them on the longest way: within one list, none waits for another. */
function independent({ types, ops }: Trace, members: readonly Op[]): Op[][] {
  const inClass = new Set(members);
  const depths = new Uint32Array(types.length);
  const lists: Op[][] = [];
  for (const op of ops) {
    const depth = op.inputs.reduce((most, value) => Math.max(most, depths[value]!), 0);
    const own = inClass.has(op);
    if (own) {
      lists[depth] ??= [];
      lists[depth].push(op);
    }
    for (const value of op.outputs) depths[value] = depth + (own ? 1 : 0);
  }
  return lists.filter((list) => list !== undefined);
}

function groupOne(trace: Trace, group: readonly Op[]): Trace {
  const rewriter = new Rewriter(trace);
  const members = new Set(group.map(({ outputs }) => outputs[0]!));
  const rows = group.map(({ inputs }) => rewriter.shape(inputs[0]!)[0]!);
  const { dtype, shape } = rewriter.types[group[0]!.outputs[0]!]!;
  const left = rewriter.concat(
    group.map(({ inputs }) => inputs[0]!),
    0,
  );
  const type = { dtype, shape: [rows.reduce((sum, count) => sum + count, 0), shape[1]!] };
  const { attributes, inputs } = group[0]!;
  const [product] = rewriter.add('MatMul', attributes, [left, inputs[1]!], [type]);
  const pieces = rewriter.split(product!, rows, 0);
  for (const [i, { outputs }] of group.entries()) rewriter.replace(outputs[0]!, pieces[i]!);
  const result = rewriter.finish(trace);
  const others = trace.ops.filter((op) => !members.has(op.outputs[0]!));
  return sorted({ ...result, ops: [...others, ...result.ops].map((op) => rewriter.seen(op)) });
}

/**
 * Sums of products, as gradients of a weight that is used many times are: `a1'b1 + a2'b2 + ...` is one
 * product of the concatenated matrices, and a sum of sums over rows one sum.
 */
export const joinSums: Pass = (trace) => {
  const uses = countUses(trace);
  const producers = producersOf(trace);
  const isSum = (op: Op | undefined) => op?.name === 'Add' || op?.name === 'AddV2';
  const plain = (op: Op) =>
    op.inputs.every((value) => same(trace.types[value]!.shape, trace.types[op.outputs[0]!]!.shape));
  const inner = new Set(
    trace.ops
      .filter((op) => isSum(op) && plain(op))
      .flatMap(({ inputs }) => inputs.filter((value) => isSum(producers[value]) && uses.get(value) === 1)),
  );
  const leavesOf = (root: Op): number[] => {
    const leaves: number[] = [];
    const stack = root.inputs.toReversed();
    while (stack.length > 0) {
      const value = stack.pop()!;
      const op = producers[value];
      if (inner.has(value) && plain(op!)) stack.push(...op!.inputs.toReversed());
      else leaves.push(value);
    }
    return leaves;
  };
  return rewrite(trace, (root, rewriter) => {
    if (!isSum(root) || inner.has(root.outputs[0]!) || !plain(root)) return undefined;
    const leaves = leavesOf(root).map((value) => rewriter.current(value));
    const kind = (value: number) =>
      uses.get(value) === 1 ? joinable(rewriter.producer(value), rewriter) : undefined;
    const kinds = groupBy(leaves, kind);
    const terms = [...(kinds.get(undefined) ?? [])];
    let fewer = false;
    for (const [name, values] of kinds) {
      if (name === undefined) continue;
      fewer ||= values.length > 1;
      terms.push(values.length > 1 ? join(name, values, rewriter) : values[0]!);
    }
    if (!fewer) return undefined;
    const type = rewriter.types[root.outputs[0]!]!;
    return [terms.reduce((sum, term) => rewriter.add('AddV2', [T], [sum, term], [type])[0]!)];
  });
};

type Joinable = 'MatMul' | 'Sum';

function joinable(op: Op | undefined, rewriter: Rewriter): Joinable | undefined {
  if (op?.name === 'MatMul' && isSet(op, 'transpose_a') && !isSet(op, 'transpose_b')) return 'MatMul';
  if (op?.name !== 'Sum' || isSet(op, 'keep_dims') || rewriter.shape(op.inputs[0]!).length !== 2)
    return undefined;
  const axes = rewriter.constants.get(op.inputs[1]!);
  return axes?.length === 4 && axes.every((byte) => byte === 0) ? 'Sum' : undefined;
}

function join(name: Joinable, values: readonly number[], rewriter: Rewriter): number {
  const ops = values.map((value) => rewriter.producer(value)!);
  const type = rewriter.types[values[0]!]!;
  const all = (input: number) =>
    rewriter.concat(
      ops.map(({ inputs }) => inputs[input]!),
      0,
    );
  if (name === 'Sum')
    return rewriter.add('Sum', ops[0]!.attributes, [all(0), ops[0]!.inputs[1]!], [type])[0]!;
  const attributes = [T, flag('transpose_a', true), flag('transpose_b', false)];
  return rewriter.add('MatMul', attributes, [all(0), all(1)], [type])[0]!;
}
