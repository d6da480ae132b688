/**
 * Sums over the ranks cut a trace into segments, which run one after another; what a later one needs of an
 * earlier one stays in the session. Pure.
 */
import { NotCompilable } from './not-compilable.ts';
import { attribute, type Op, type Trace } from './trace.ts';

/** An identity that no model has: it stands for a sum over the ranks, whose number in the step is its message. */
export const RANK_SUM = 'PreventGradient';

export interface Segment {
  /**
   * Its inputs are some of the whole trace's, `sum<n>` for a sum, and `kept<value>` for what an earlier segment
   * has kept. Its outputs: those in `outputs`, then what is summed after it (if anything), then what it keeps.
   */
  readonly trace: Trace;
  /** Which outputs of the whole trace it gives. */
  readonly outputs: readonly number[];
  /** Whether a sum comes after it: after all but the last. */
  readonly sums: boolean;
  readonly keeps: readonly number[];
}

/** By value that an op gives: the number of sums that come before its segment. What waits for a sum waits for all before it. */
export function segmentsOf({ ops }: Trace): ReadonlyMap<number, number> {
  const segments = new Map<number, number>();
  for (const op of ops) {
    const at =
      op.name === RANK_SUM
        ? Number(attribute(op, 'message')) + 1
        : op.inputs.reduce((most, value) => Math.max(most, segments.get(value) ?? 0), 0);
    for (const value of op.outputs) segments.set(value, at);
  }
  return segments;
}

/**
 * Every rank makes the sums in the order of their numbers, wherever the passes have put them in the trace: a sum
 * needs none with a higher number.
 * @throws NotCompilable when the trace has other sums than the step
 */
export function cut(trace: Trace, sums: number): Segment[] {
  const found = trace.ops.filter(({ name }) => name === RANK_SUM).length;
  if (found !== sums) throw new NotCompilable(`it has ${found} sums over the ranks, not ${sums}`);
  const summed = new Array<number>(sums);
  const segmentOf = segmentsOf(trace);
  const sumOf = new Map<number, number>();
  const ops: Op[][] = Array.from({ length: sums + 1 }, () => []);
  for (const op of trace.ops) {
    const at = segmentOf.get(op.outputs[0]!)!;
    if (op.name === RANK_SUM) {
      summed[at - 1] = op.inputs[0]!;
      sumOf.set(op.outputs[0]!, at - 1);
    } else {
      ops[at]!.push(op);
    }
  }

  const names = new Map([...trace.inputs].map(([name, value]) => [value, name]));
  const kept = ops.map(() => new Set<number>());
  const parts = ops.map((own, at) => {
    const outputs = trace.outputs.flatMap((value, i) => ((segmentOf.get(value) ?? 0) === at ? [i] : []));
    const results = outputs.map((i) => trace.outputs[i]!);
    if (at < sums) results.push(summed[at]!);
    const inputs = new Map<string, number>();
    const constants = new Map<number, Uint8Array>();
    for (const value of [...own.flatMap((op) => op.inputs), ...results]) {
      const [name, bytes, from] = [names.get(value), trace.constants.get(value), segmentOf.get(value)];
      if (name !== undefined) inputs.set(name, value);
      else if (bytes) constants.set(value, bytes);
      else if (sumOf.has(value)) inputs.set(`sum${sumOf.get(value)}`, value);
      else if (from !== at) {
        inputs.set(`kept${value}`, value);
        kept[from!]!.add(value);
      }
    }
    return { ops: own, outputs, results, inputs, constants };
  });
  return parts.map(({ ops, outputs, results, inputs, constants }, at) => {
    const keeps = [...kept[at]!];
    const own = { types: trace.types, inputs, constants, ops, outputs: [...results, ...keeps] };
    return { trace: own, outputs, sums: at < sums, keeps };
  });
}
