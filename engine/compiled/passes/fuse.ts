import { segmentsOf } from '../segments.ts';
import type { Op, Pass, Trace } from '../trace.ts';
import { dropDead } from './dead.ts';
import { type Group, inputsOf, type Output, toGroup, toOp } from './fused-op.ts';
import { isFusible } from './fusible.ts';
import { countUses, groupBy, producersOf, sorted } from './rewriter.ts';
import { piecesOf, spaceOf } from './views.ts';

/**
 * Elementwise ops of small tensors, several as one op of our own that evaluates them tile by tile: of the thousands
 * of ops of an unrolled loop each takes longer to schedule than to compute. For CPUs.
 */
export const fuse: Pass = (trace) => {
  const producers = producersOf(trace);
  const groups = new Map<Op, Group>();
  const members = new Set<Op>();
  for (const ops of groupsOf(trace)) {
    const group = toGroup(ops, trace, producers);
    const outputs = ops.flatMap((op) => op.outputs);
    groups.set({ name: 'group', attributes: [], inputs: inputsOf(group), outputs }, group);
    for (const op of ops) members.add(op);
  }
  const contracted = [...trace.ops.filter((op) => !members.has(op)), ...groups.keys()];
  return withOutputs(dropDead(sorted({ ...trace, ops: contracted })), groups);
};

/** Puts in place of each group the op that gives what is read elsewhere, already joined where others join it. */
function withOutputs(trace: Trace, groups: ReadonlyMap<Op, Group>): Trace {
  const groupOf = new Map([...groups.keys()].flatMap((op) => op.outputs.map((value) => [value, op])));
  const joined = new Map<Op, Output[]>();
  const rest = trace.ops.filter((op) => {
    const pieces = piecesOf(op, trace);
    const [group, ...others] = new Set(pieces?.map(({ value }) => groupOf.get(value)));
    if (!pieces || !group || others.length > 0) return true;
    joined.set(group, [...(joined.get(group) ?? []), { value: op.outputs[0]!, pieces }]);
    return false;
  });
  const used = countUses({ ...trace, ops: rest });
  const ops = rest.map((op) => {
    const group = groups.get(op);
    if (!group) return op;
    const { columns } = spaceOf(group.shape);
    const single = op.outputs
      .filter((value) => used.has(value))
      .map((value) => ({ value, pieces: [{ value, offset: 0, rowStride: columns }] }));
    return toOp(group, [...single, ...(joined.get(op) ?? [])], trace);
  });
  return { ...trace, ops };
}

/**
 * Ops that can be one: those of one shape with as many ops of other kinds and shapes before them on the longest way.
 * Then no way leads from one of them out of the group and back. And those of one segment: else one would wait for a sum
 * over the ranks that comes after what it is needed for.
 */
function groupsOf(trace: Trace): readonly (readonly Op[])[] {
  const places = new Map<number, { level: number; shape: string | undefined }>();
  const keys = new Map<Op, string>();
  const producers = new Array<Op | undefined>(trace.types.length);
  const segments = segmentsOf(trace);
  for (const op of trace.ops) {
    const shape = isFusible(op, trace.types, (value) => producers[value])
      ? `${trace.types[op.outputs[0]!]!.shape}`
      : undefined;
    const levels = op.inputs.map((value) => {
      const before = places.get(value);
      if (!before) return 0;
      return before.level + (shape !== undefined && before.shape === shape ? 0 : 1);
    });
    const level = Math.max(0, ...levels);
    for (const value of op.outputs) {
      places.set(value, { level, shape });
      producers[value] = op;
    }
    if (shape !== undefined) keys.set(op, `${segments.get(op.outputs[0]!)}/${level}/${shape}`);
  }
  const groups = groupBy([...keys.keys()], (op) => keys.get(op)!);
  return [...groups.values()].filter(({ length }) => length > 1);
}
