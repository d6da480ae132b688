import type { Attribute, Op, Trace } from '../trace.ts';
import { broadcast, type Piece, spaceOf, throughSplits, type View } from './views.ts';

/** Ops of one shape that are to be one, with what they read. */
export interface Group {
  readonly members: readonly Op[];
  readonly shape: readonly number[];
  readonly views: readonly View[];
  /** By member: operands, as native/tensorflow/elementwise.h numbers them. */
  readonly operands: readonly (readonly number[])[];
}

/** A tensor that leaves a group, and the results that make it up. */
export interface Output {
  readonly value: number;
  readonly pieces: readonly Piece[];
}

/** Finds what a group reads from outside: slices from the tensor that they were cut from. */
export function toGroup(members: readonly Op[], trace: Trace, producers: readonly (Op | undefined)[]): Group {
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

/**
 * The group as one op of native/tensorflow/elementwise.h, which has the contract of the attributes: lists of integers,
 * four an entry for views, code and stores. Operands below the number of views are views, the others results.
 */
export function toOp(group: Group, outputs: readonly Output[], { types }: Trace): Op {
  const { members, shape, views, operands } = group;
  const inputs = inputsOf(group);
  const { rows, columns } = spaceOf(shape);
  const operandOf = new Map(members.map((op, i) => [op.outputs[0]!, views.length + i]));
  const viewEntry = ({ value, offset, rowStride, columnStride }: View) => [
    inputs.indexOf(value),
    offset,
    rowStride,
    columnStride,
  ];
  const codeEntry = (list: readonly number[]) => [...[...list, NO_OPERAND, NO_OPERAND].slice(0, 3), 0];
  const storeEntry = ({ value, offset, rowStride }: Piece, output: number) => [
    operandOf.get(value)!,
    output,
    offset,
    rowStride,
  ];
  const integers = (name: string, value: number | readonly number[]): Attribute => ({
    name,
    kind: 'int',
    value,
  });
  return {
    name: 'LockstepElementwise',
    attributes: [
      integers('N', inputs.length),
      integers('M', outputs.length),
      integers('space', [rows, columns]),
      integers('views', views.flatMap(viewEntry)),
      { name: 'ops', kind: 'string', value: members.map(({ name }) => name) },
      integers('code', operands.flatMap(codeEntry)),
      integers(
        'stores',
        outputs.flatMap(({ pieces }, output) => pieces.flatMap((piece) => storeEntry(piece, output))),
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

/** Stands for an operand that an instruction does not have. */
const NO_OPERAND = -1;
