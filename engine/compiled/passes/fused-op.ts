import type { Op, Trace } from '../trace.ts';
import { opOf, type Program } from './programs.ts';
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

/** The group as one op, which gives `outputs`. */
export function toOp(group: Group, outputs: readonly Output[], { types }: Trace): Op {
  const { members, shape, views, operands } = group;
  const operandOf = new Map(members.map((op, i) => [op.outputs[0]!, views.length + i]));
  const program: Program = {
    ...spaceOf(shape),
    views,
    ops: members.map(({ name }) => name),
    code: operands.flatMap((list) => [...[...list, NO_OPERAND, NO_OPERAND].slice(0, 3), 0]),
    stores: outputs.flatMap(({ value, pieces }) =>
      pieces.map(({ value: piece, offset, rowStride }) => {
        return { operand: operandOf.get(piece)!, value, offset, rowStride };
      }),
    ),
    products: [],
  };
  const values = outputs.map(({ value }) => value);
  return opOf([program], values, types);
}

/** Stands for an operand that an instruction does not have. */
const NO_OPERAND = -1;
