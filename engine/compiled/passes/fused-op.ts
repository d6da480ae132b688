import type { Attribute, Op, Trace } from '../trace.ts';
import { broadcast, type Piece, spaceOf, throughSplits, type View } from './views.ts';

/** Ops of one shape that are to be one, with what they read. */
export interface Group {
  readonly members: readonly Op[];
  readonly shape: readonly number[];
  readonly views: readonly View[];
  /** By member: operands, as `native/elementwise.h` numbers them. */
  readonly operands: readonly (readonly number[])[];
}

/** A tensor that leaves a group, and the results that make it up. */
export interface Output {
  readonly value: number;
  readonly pieces: readonly Piece[];
}

/** Finds what a group reads from outside: slices from the tensor that they were cut from. */
export function toGroup(members: readonly Op[], trace: Trace, producers: ReadonlyMap<number, Op>): Group {
  const { shape } = trace.types[members[0]!.outputs[0]!]!;
  const results = new Map(members.map(({ outputs }, i) => [outputs[0]!, i]));
  const views: View[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (value: number): number => {
    const view = throughSplits(broadcast(value, trace.types[value]!.shape, shape)!, producers, trace);
    const key = JSON.stringify(view);
    const number = numbers.get(key) ?? views.push(view) - 1;
    numbers.set(key, number);
    return number;
  };
  // Results are numbered after all views, so views are found first.
  const operands = members.map(({ inputs }) =>
    inputs.map((value) => (results.has(value) ? undefined : numberOf(value))),
  );
  const resolved = members.map(({ inputs }, i) =>
    inputs.map((value, k) => operands[i]![k] ?? views.length + results.get(value)!),
  );
  return { members, shape, views, operands: resolved };
}

/** Tensors that a group reads. */
export function inputsOf({ views }: Group): readonly number[] {
  return [...new Set(views.map(({ value }) => value))];
}

/** The group as one op. */
export function toOp(group: Group, outputs: readonly Output[], { types }: Trace): Op {
  const { members, shape, views, operands } = group;
  const inputs = inputsOf(group);
  const { rows, columns } = spaceOf(shape);
  const results = new Map(members.map((op, i) => [op.outputs[0]!, views.length + i]));
  const integers = (name: string, value: readonly number[]): Attribute => ({ name, kind: 'int', value });
  return {
    name: 'LockstepElementwise',
    attributes: [
      { name: 'N', kind: 'int', value: inputs.length },
      { name: 'M', kind: 'int', value: outputs.length },
      integers('space', [rows, columns]),
      integers(
        'views',
        views.flatMap(({ value, offset, rowStride, columnStride }) => [
          inputs.indexOf(value),
          offset,
          rowStride,
          columnStride,
        ]),
      ),
      { name: 'ops', kind: 'string', value: members.map(({ name }) => name) },
      integers(
        'code',
        operands.flatMap((list) => [...list, -1, -1].slice(0, 3).concat(0)),
      ),
      integers(
        'stores',
        outputs.flatMap(({ pieces }, output) =>
          pieces.flatMap(({ value, offset, rowStride }) => [results.get(value)!, output, offset, rowStride]),
        ),
      ),
      integers(
        'shapes',
        outputs.flatMap(({ value }) => [types[value]!.shape.length, ...types[value]!.shape]),
      ),
    ],
    inputs,
    outputs: outputs.map(({ value }) => value),
  };
}
