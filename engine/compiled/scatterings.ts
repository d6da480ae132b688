import { countUses } from './passes/rewriter.ts';
import { FLOAT32, INT32, type Trace } from './trace.ts';

/** An output that is a sum of rows by where they belong. */
export interface Scattering {
  /** Its number among the outputs. */
  readonly output: number;
  /** Values: the rows, and the number of each. */
  readonly rows: number;
  readonly numbers: number;
  /** Rows of the output. */
  readonly segments: number;
}

/** Those of `outputs` that native/tensorflow/scatter.h can sum in their places: nothing else reads them. */
export function scatterings(trace: Trace, outputs: readonly number[]): readonly Scattering[] {
  const { ops, types } = trace;
  const uses = countUses(trace);
  const sums = new Map(
    ops.filter(({ name }) => name === 'UnsortedSegmentSum').map((op) => [op.outputs[0]!, op]),
  );
  return outputs.flatMap((value, output) => {
    const [rows, numbers] = sums.get(value)?.inputs ?? [];
    if (rows === undefined || numbers === undefined || uses.get(value) !== 1) return [];
    if (types[rows]!.dtype !== FLOAT32 || types[numbers]!.dtype !== INT32) return [];
    return { output, rows, numbers, segments: types[value]!.shape[0]! };
  });
}
