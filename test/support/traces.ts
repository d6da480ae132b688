/** Small traces for passes to work on. */
import { flag, Rewriter, typeAttribute } from '../../engine/compiled/passes/rewriter.ts';
import { FLOAT32, type Trace } from '../../engine/compiled/trace.ts';

export const T = typeAttribute('T', FLOAT32);
export const float = (...shape: number[]) => ({ dtype: FLOAT32, shape });

/** Builds a trace; `inputs` are given by name and shape. */
export function traceOf(
  inputs: Readonly<Record<string, number[]>>,
  build: (rewriter: Rewriter, inputs: readonly number[]) => readonly number[],
): Trace {
  const types = Object.values(inputs).map((shape) => float(...shape));
  const names = new Map(Object.keys(inputs).map((name, value) => [name, value]));
  const empty: Trace = { types, inputs: names, constants: new Map(), ops: [], outputs: [] };
  const rewriter = new Rewriter(empty);
  const outputs = build(
    rewriter,
    types.map((_, value) => value),
  );
  return rewriter.finish({ ...empty, outputs });
}

export const namesOf = ({ ops }: Trace) => ops.map(({ name }) => name);

export const matMul = (
  rewriter: Rewriter,
  a: number,
  b: number,
  rows: number,
  columns: number,
  ofA = false,
) =>
  rewriter.add(
    'MatMul',
    [T, flag('transpose_a', ofA), flag('transpose_b', false)],
    [a, b],
    [float(rows, columns)],
  )[0]!;

export const binary = (rewriter: Rewriter, name: string, a: number, b: number) =>
  rewriter.add(name, [T], [a, b], [rewriter.types[a]!])[0]!;
