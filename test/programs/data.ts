import { sizeOf } from '../../base/arrays.ts';
import { sfc32 } from '../../base/random.ts';
import { batchOf, type Program, stepsOf, type Values } from './program.ts';

/** One array a step, of all samples of its batch. */
export type Column = readonly Float32Array[];

/** What goes into a program, by name: equal programs get equal numbers. */
export function columnsOf(program: Program): Record<string, Column> {
  const columns = Object.entries({ ...program.inputs, ...program.targets, ...program.weights });
  return Object.fromEntries(columns.map(([name, values], i) => [name, column(values, program, i)]));
}

function column({ shape, ids, hot, binary, given }: Values, program: Program, seed: number): Column {
  const batch = batchOf(program);
  const random = sfc32(seed, 17);
  const width = sizeOf(shape);
  return Array.from({ length: stepsOf(program) }, () => {
    const out = new Float32Array(batch * width);
    if (given) return out.map((_, i) => given[i % given.length]!);
    if (ids) return out.map(() => Math.floor(ids * random()));
    if (binary) return out.map(() => Math.floor(2 * random()));
    if (!hot) return out.map(() => 2 * random() - 1);
    const classes = shape.at(-1)!;
    for (let row = 0; row < out.length; row += classes) out[row + Math.floor(classes * random())] = 1;
    return out;
  });
}

/**
 * The weights that a program begins with, by name: a wave, so that no two are equal and Keras can be given the same.
 * Variances are positive, as they must be.
 */
export function initialWeights(
  shapes: Readonly<Record<string, readonly number[]>>,
  zeros: readonly string[] = [],
): Record<string, Float32Array> {
  let count = 0;
  return Object.fromEntries(
    Object.keys(shapes)
      .sort()
      .map((name) => {
        const wave = () => Math.sin(1.7 * ++count + 0.3);
        const values = Float32Array.from({ length: sizeOf(shapes[name]!) }, wave);
        return [
          name,
          values.map((value) =>
            zeros.includes(name) ? 0 : name.includes('moving_variance') ? 1 + value / 2 : 0.6 * value,
          ),
        ];
      }),
  );
}
