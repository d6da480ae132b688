import type { AnalysedUpdate } from '../program/analysis.ts';
import type { Slice } from '../slices.ts';

/** The outputs of each slice but the last, with which the computation ends. */
export function deliveries({ variables, slices }: AnalysedUpdate, gradients: readonly number[]): number[][] {
  let end = 0;
  const ends = variables.map(({ size }) => {
    end += size;
    return end;
  });
  const isIn = (variable: number, slice: Slice) =>
    ends[variable]! > slice.start && ends[variable]! <= slice.end;
  return slices
    .slice(0, -1)
    .map((slice) => gradients.flatMap((variable, output) => (isIn(variable, slice) ? [output] : [])));
}
