import type { Op, Pass, Trace } from '../trace.ts';
import { dedupe } from './dedupe.ts';
import { groupBy, rewrite } from './rewriter.ts';

/** Ops that treat every number by itself, the others of their inputs being scalars or shaped alike. */
const ELEMENTWISE = new Set(
  'Add AddV2 Sub Mul Cast ClipByValue Equal Exp GreaterEqual LessEqual LogicalAnd Maximum Minimum Neg Relu Sigmoid Square Tanh'.split(
    ' ',
  ),
);

/**
 * What is done to several slices of a tensor alike is done to the whole, which is then sliced: the gates of
 * a recurrent cell. Repeats until nothing changes, for chains of such ops.
 */
export const wholeBeforeSlices: Pass = (trace) => {
  let before = trace;
  for (;;) {
    const after = once(before);
    if (after === before) return after;
    // Equal lengths are told by equal constants.
    before = dedupe(after);
  }
};

function once(trace: Trace): Trace {
  const splits = new Map<number, { split: Op; piece: number }>();
  for (const op of trace.ops) {
    if (op.name !== 'SplitV') continue;
    for (const [piece, value] of op.outputs.entries()) splits.set(value, { split: op, piece });
  }
  /** Equal for ops that do the same to slices of the same tensors; undefined where that is not what it does. */
  const signature = (op: Op): string | undefined => {
    if (!ELEMENTWISE.has(op.name) || op.outputs.length !== 1) return undefined;
    const slices = op.inputs.map((value) => splits.get(value)).filter((slice) => slice !== undefined);
    const [first] = slices;
    const scalars = op.inputs.length - op.inputs.filter((value) => splits.has(value)).length;
    const isScalar = (value: number) => trace.types[value]!.shape.length === 0;
    if (!first || scalars !== op.inputs.filter(isScalar).length) return undefined;
    const alike = slices.every(
      ({ split, piece }) =>
        piece === first.piece &&
        split.inputs[1] === first.split.inputs[1] &&
        split.inputs[2] === first.split.inputs[2],
    );
    if (!alike) return undefined;
    const inputs = op.inputs.map((value) => splits.get(value)?.split.inputs[0] ?? value);
    return `${op.name}(${inputs}/${first.split.inputs.slice(1)})${JSON.stringify(op.attributes)}`;
  };
  const groups = groupBy(trace.ops, signature);
  const wide = (key: string | undefined) =>
    key !== undefined && new Set(groups.get(key)!.map(({ inputs }) => `${inputs}`)).size > 1;
  if (![...groups.keys()].some(wide)) return trace;
  const done = new Map<string, readonly number[]>();
  const originals = new Map(trace.ops.map((op) => [op.outputs, op]));
  return rewrite(trace, (op, rewriter) => {
    const original = originals.get(op.outputs)!;
    const key = signature(original);
    if (!key || !wide(key)) return undefined;
    const slices = original.inputs.map((value) => splits.get(value));
    const { split, piece } = slices.find((slice) => slice !== undefined)!;
    let pieces = done.get(key);
    if (!pieces) {
      const inputs = slices.map((slice, i) =>
        rewriter.current(slice?.split.inputs[0] ?? original.inputs[i]!),
      );
      const shape = rewriter.shape(split.inputs[0]!);
      const { dtype } = rewriter.types[op.outputs[0]!]!;
      const [whole] = rewriter.add(op.name, op.attributes, inputs, [{ dtype, shape }]);
      const lengths = [...new Int32Array(rewriter.constants.get(split.inputs[1]!)!.slice().buffer)];
      const [axis] = new Int32Array(rewriter.constants.get(split.inputs[2]!)!.slice().buffer);
      pieces = rewriter.split(whole!, lengths, axis!);
      done.set(key, pieces);
    }
    return [pieces[piece]!];
  });
}
