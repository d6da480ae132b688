/** What an optimizer of Keras is: how it changes a variable, written once for tensors and for compiled graphs. */
import type { Algebra } from './algebra.ts';

export type Shape = readonly number[];

export interface Given<T> {
  readonly variable: T;
  /** The variable before it decayed. */
  readonly undecayed: T;
  readonly gradient: T;
  readonly slots: Readonly<Record<string, T>>;
  readonly scalars: Readonly<Record<string, T>>;
  readonly shape: Shape;
}

export interface Changed<T> {
  readonly variable: T;
  readonly slots: Readonly<Record<string, T>>;
}

export interface Rule {
  /** What is kept for each variable, 0 at first, and its shape; `name` of the variable is as `dense/bias`. */
  readonly slots: Readonly<Record<string, (variable: Shape, name: string) => Shape>>;
  /** Numbers that change from step to step. @param step counts from 1 */
  scalars(rate: number, step: number): Readonly<Record<string, number>>;
  update<T>(algebra: Algebra<T>, given: Given<T>, name: string): Changed<T>;
  /** Weight decay of a variable, where it is not the same for all. */
  decayOf?(variable: Shape, name: string): number | null | undefined;
}

/** The slot of a variable is as large as the variable. */
export const same = (shape: Shape) => shape;

/** `average + (value - average) (1 - decay)` */
export function followed<T>({ add, sub, mul }: Algebra<T>, average: T, value: T, decay: number): T {
  return add(average, mul(sub(value, average), 1 - decay));
}

/** Of float32, whose inverse is finite. */
export const SMALLEST = 1.2e-38;

/** As Keras has it, in float32: 1 less a power of the nearest number to `beta`. */
export const rest = (beta: number, step: number) => 1 - Math.fround(Math.fround(beta) ** step);
