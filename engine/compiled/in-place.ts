import type { Attr } from './graph-def.ts';
import { countUses } from './passes/rewriter.ts';
import { FLOAT32, INT32, type Op, type Trace } from './trace.ts';

/** An output that an op of ours can write straight in its place. */
export interface InPlace {
  /** Its number among the outputs. */
  readonly output: number;
  /** The op, which is told the output's number and takes the address of the call's delivery before its inputs. */
  readonly op: string;
  /** Values. */
  readonly inputs: readonly number[];
  readonly attr: Readonly<Record<string, Attr>>;
}

type Rewritten = Omit<InPlace, 'output'>;

/** By the op whose output it is: what does the same in place. */
const OPS: Readonly<Record<string, (op: Op, trace: Trace) => Rewritten | undefined>> = {
  /** Sums of rows by where they belong: native/tensorflow/scatter.h. */
  UnsortedSegmentSum({ inputs: [rows, numbers], outputs }, { types }) {
    if (types[rows!]!.dtype !== FLOAT32 || types[numbers!]!.dtype !== INT32) return undefined;
    const segments = { i: types[outputs[0]!]!.shape[0]! };
    return { op: 'LockstepScatter', inputs: [rows!, numbers!], attr: { segments } };
  },
  LockstepSparseGradient: ({ inputs }) => ({ op: 'LockstepSparseGradientInPlace', inputs, attr: {} }),
};

/** Those of `outputs` that can be written in their places: nothing else reads them. */
export function inPlace(trace: Trace, outputs: readonly number[]): readonly InPlace[] {
  const uses = countUses(trace);
  const makers = new Map(trace.ops.filter(({ name }) => OPS[name]).map((op) => [op.outputs[0]!, op]));
  return outputs.flatMap((value, output) => {
    const op = makers.get(value);
    const rewritten = op && uses.get(value) === 1 ? OPS[op.name]!(op, trace) : undefined;
    return rewritten ? [{ output, ...rewritten }] : [];
  });
}
