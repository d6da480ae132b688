/** Convolutions by Winograd's algorithm, beside sums in float64 and TensorFlow's own convolutions. */
import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../base/arrays.ts';
import { sfc32 } from '../../base/random.ts';
import {
  type Convolution,
  convolutionTrace,
  pooledTrace,
  resultsOf,
} from '../../test/support/convolutions.ts';
import { runtime } from '../../test/support/engines.ts';
import { convolutionsWithNeighbours } from './passes/convolution-neighbours.ts';
import { fastConvolutions } from './passes/convolutions.ts';
import { dropDead } from './passes/dead.ts';
import { TensorFlowSession } from './session.ts';
import { addStages } from './stages.ts';
import type { Trace } from './trace.ts';

/** Sides that fill no tile, channels that fill no panel, and what lies around a picture. */
const CASES: readonly Convolution[] = [
  { batch: 16, height: 4, width: 4, channels: 32, filters: 32, padding: 'SAME' },
  { batch: 5, height: 11, width: 6, channels: 48, filters: 32, padding: 'SAME' },
  { batch: 7, height: 7, width: 7, channels: 32, filters: 80, padding: 'SAME' },
  { batch: 3, height: 12, width: 13, channels: 32, filters: 48, padding: 'VALID' },
  { batch: 9, height: 6, width: 9, channels: 64, filters: 32, padding: 'VALID' },
  { batch: 1, height: 26, width: 26, channels: 32, filters: 64, padding: 'VALID' },
];

/** Sums of a few numbers, bell-shaped; some of them zero, as behind relu and pooling. */
function numbersOf(length: number, seed: number, zeros: number): Float32Array {
  const random = sfc32(seed, length);
  const bell = () => random() + random() + random() + random() - 2;
  return Float32Array.from({ length }, () => (random() < zeros ? 0 : bell()));
}

/** Runs a trace whose inputs are data, filter, bias and gradient. */
function run(trace: Trace, inputs: readonly Float32Array[]): Float32Array[] {
  const session = new TensorFlowSession(runtime!);
  const outputs = trace.outputs.map((value) => new Float32Array(sizeOf(trace.types[value]!.shape)));
  addStages(session, 'convolution', trace, 0, () => undefined)(inputs, outputs);
  return outputs;
}

const fast = (trace: Trace) => dropDead(fastConvolutions(trace));

const inputsOf = (one: Convolution, seed: number) => {
  const [data, filter, bias, gradient] = [...convolutionTrace(one).types].map(({ shape }) => sizeOf(shape));
  return [
    numbersOf(data!, seed, 0.5),
    numbersOf(filter!, seed + 1, 0).map((value) => 0.1 * value),
    numbersOf(bias!, seed + 2, 0),
    numbersOf(gradient!, seed + 3, 0.75),
  ] as const;
};

/** The root of the mean square of differences, of that of the numbers. */
function errorOf(actual: Float32Array, expected: Float64Array): number {
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares(expected.map((value, i) => actual[i]! - value)) / squares(expected));
}

describe.skipIf(!runtime)('fast convolutions (need the TensorFlow runtime: lockstep setup)', () => {
  test.each(CASES.map((one, seed) => [JSON.stringify(one), one, 10 * seed] as const))(
    '%s: results and both gradients are as near to sums in float64 as those of TensorFlow',
    (_, one, seed) => {
      const inputs = inputsOf(one, seed);
      const trace = convolutionTrace(one);
      const expected = resultsOf(one, inputs);
      const ours = run(fast(trace), inputs);
      const theirs = run(trace, inputs);
      for (const [i, values] of expected.entries()) {
        const [error, theirError] = [errorOf(ours[i]!, values), errorOf(theirs[i]!, values)];
        expect(error, `output ${i}; TensorFlow's is ${theirError}`).toBeLessThan(4 * theirError);
        expect(error).toBeLessThan(1e-6);
      }
    },
  );

  test('the same numbers give the same bits, wherever in the batch a picture stands', () => {
    const one = CASES[2]!;
    const [data, filter, bias, gradient] = inputsOf(one, 70);
    const [results, toData, toFilter] = run(fast(convolutionTrace(one)), [data, filter, bias, gradient]);
    const turned = (values: Float32Array) => {
      const size = values.length / one.batch;
      return Float32Array.from(values, (_, i) => values[(i + 2 * size) % values.length]!);
    };
    const inputs = [turned(data), filter, bias, turned(gradient)];
    const [turnedResults, turnedToData] = run(fast(convolutionTrace(one)), inputs);
    expect(turnedResults).toEqual(turned(results!));
    expect(turnedToData).toEqual(turned(toData!));
    expect(run(fast(convolutionTrace(one)), [data, filter, bias, gradient])[2]).toEqual(toFilter);
  });

  test.each(CASES.map((one, seed) => [JSON.stringify(one), one, seed] as const))(
    '%s: pooled, and back through relu and bias, small whole numbers give what TensorFlow does, bit by bit',
    (_, one, seed) => {
      const trace = pooledTrace(one);
      const random = sfc32(seed, 5);
      // Data, filter, bias and gradient. Few different numbers, of which many are the greatest together.
      const ranges: readonly (readonly [number, number])[] = [
        ...([
          [0, 2],
          [-1, 1],
          [-2, 2],
          [-3, 3],
        ] as const),
      ];
      const inputs = ranges.map(([least, most], i) =>
        new Float32Array(sizeOf(trace.types[i]!.shape)).map(
          () => least + Math.floor(random() * (most - least + 1)),
        ),
      );
      const fused = dropDead(convolutionsWithNeighbours(fast(trace)));
      expect(fused.ops.map(({ name }) => name).sort()).toEqual([
        ...['LockstepConvolution', 'LockstepConvolution', 'LockstepConvolutionFilter'],
      ]);
      const unsigned = (values: Float32Array) => values.map((value) => value + 0);
      expect(run(fused, inputs).map(unsigned)).toEqual(run(trace, inputs).map(unsigned));
    },
  );

  test('what is not a number comes out as such', () => {
    const one = CASES[0]!;
    const [data, filter, bias, gradient] = inputsOf(one, 80);
    data[5] = Number.NaN;
    const [results, , toFilter] = run(fast(convolutionTrace(one)), [data, filter, bias, gradient]);
    expect(results!.some(Number.isNaN)).toBe(true);
    expect(toFilter!.some(Number.isNaN)).toBe(true);
    const pooled = pooledTrace(one);
    const fused = dropDead(convolutionsWithNeighbours(fast(pooled)));
    const short = gradient.subarray(0, sizeOf(pooled.types[3]!.shape));
    expect(run(fused, [data, filter, bias, short])[0]!.some(Number.isNaN)).toBe(true);
  });
});
