import type { OpCase } from '../ops.ts';

export type Body = OpCase['of'];

/** Cases whose tensors all have these shapes. */
export const table = (shapes: OpCase['shapes'], bodies: Readonly<Record<string, Body>>): OpCase[] =>
  Object.entries(bodies).map(([name, of]) => ({ name, shapes, of }));

export const MATRIX = [[4, 16]];
export const PAIR = [
  [4, 16],
  [4, 16],
];
export const IMAGE = [[2, 6, 6, 4]];
export const VOLUME = [[2, 4, 4, 4, 2]];
