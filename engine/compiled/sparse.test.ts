/** Products that leave out zeros, beside sums in float64 and TensorFlow's own products. */
import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../base/arrays.ts';
import { sfc32 } from '../../base/random.ts';
import { randomBatch, runtime, withEngine } from '../../test/support/engines.ts';
import { layerTrace, type Sides } from '../../test/support/sparse.ts';
import { expectClose } from '../../test/support/walk.ts';
import { dropDead } from './passes/dead.ts';
import { flag, typeAttribute } from './passes/rewriter.ts';
import { sparseProducts as sparseProductsOf } from './passes/sparse.ts';
import { TensorFlowSession } from './session.ts';
import { addStages } from './stages.ts';
import { FLOAT32, type Trace } from './trace.ts';

const sparseProducts = sparseProductsOf(new Set(['x']));

/** Rows that fill no group, columns that fill no panel or vector, more than a stretch, a block or a slab, and what threads share. */
const CASES: readonly (Sides & { readonly zeros: number })[] = [
  { batch: 64, features: 1024, units: 16, zeros: 0.99 },
  { batch: 58, features: 517, units: 37, zeros: 0.5 },
  { batch: 117, features: 1031, units: 9, zeros: 0.8 },
  { batch: 513, features: 66, units: 67, zeros: 0.9 },
  { batch: 33, features: 65, units: 1100, zeros: 0.7 },
  { batch: 128, features: 784, units: 512, zeros: 0.8 },
  { batch: 64, features: 300, units: 80, zeros: 0 },
  { batch: 64, features: 300, units: 80, zeros: 1 },
];

const numbersOf = (length: number, seed: number, zeros: number) => {
  const random = sfc32(seed, length);
  return Float32Array.from({ length }, () => (random() < zeros ? 0 : random() + random() - 1));
};

/** Data, weights, bias and gradient. */
type Inputs = readonly [Float32Array, Float32Array, Float32Array, Float32Array];

const inputsOf = ({ batch, features, units }: Sides, seed: number, zeros: number): Inputs => [
  numbersOf(batch * features, seed, zeros),
  numbersOf(features * units, seed + 1, 0),
  numbersOf(units, seed + 2, 0),
  numbersOf(batch * units, seed + 3, 0.5),
];

/** Runs a trace whose inputs are these. @returns outputs, and how many of them are finite, from the first on */
function run(trace: Trace, inputs: Inputs): { outputs: Float32Array[]; finite: number } {
  const session = new TensorFlowSession(runtime!);
  const outputs = trace.outputs.map((value) => new Float32Array(sizeOf(trace.types[value]!.shape)).fill(7));
  const finite = addStages(session, 'layer', trace, 0, () => undefined)(inputs, outputs);
  return { outputs, finite };
}

const sparse = (sides: Sides) => dropDead(sparseProducts(layerTrace(sides)));

function resultsOf({ batch, features, units }: Sides, [data, weights, bias, gradient]: Inputs) {
  const results = Float64Array.from({ length: batch * units }, (_, i) => bias[i % units]!);
  const toWeights = new Float64Array(features * units);
  for (let row = 0; row < batch; row++) {
    for (let feature = 0; feature < features; feature++) {
      const x = data[row * features + feature]!;
      if (x === 0) continue;
      for (let unit = 0; unit < units; unit++) {
        results[row * units + unit]! += x * weights[feature * units + unit]!;
        toWeights[feature * units + unit]! += x * gradient[row * units + unit]!;
      }
    }
  }
  return [results.map((value) => Math.max(0, value)), toWeights];
}

/** The root of the mean square of differences. */
const errorOf = (actual: Float32Array, expected: Float64Array) =>
  Math.sqrt(expected.reduce((sum, value, i) => sum + (actual[i]! - value) ** 2, 0) / expected.length);

describe.skipIf(!runtime)('sparse products (need the TensorFlow runtime: lockstep setup)', () => {
  test.each(CASES.map((one, seed) => [JSON.stringify(one), one, 10 * seed] as const))(
    '%s: results and gradient are as near to sums in float64 as those of TensorFlow',
    (_, one, seed) => {
      const inputs = inputsOf(one, seed, one.zeros);
      const { outputs: ours, finite } = run(sparse(one), inputs);
      const { outputs: theirs } = run(layerTrace(one), inputs);
      expect(finite).toBe(2);
      for (const [i, values] of resultsOf(one, inputs).entries()) {
        expect(errorOf(ours[i]!, values), `output ${i}`).toBeLessThanOrEqual(2 * errorOf(theirs[i]!, values));
      }
    },
  );

  test('a sample has the same bits whatever stands beside it, and a gradient that is read has those of one in its place', () => {
    const one = CASES[1]!;
    const inputs = inputsOf(one, 90, 0.5);
    const dense = inputsOf(one, 91, 0)[0];
    const { outputs } = run(sparse(one), inputs);
    const row = 5;
    const [start, end] = [row * one.features, (row + 1) * one.features];
    dense.set(inputs[0].subarray(start, end), start);
    const beside = run(sparse(one), [dense, inputs[1], inputs[2], inputs[3]]).outputs[0]!;
    const of = (values: Float32Array) => values.subarray(row * one.units, (row + 1) * one.units);
    expect(of(beside)).toEqual(of(outputs[0]!));

    const trace = layerTrace(one);
    const value = trace.types.length;
    const square = {
      ...{ name: 'Square', attributes: [typeAttribute('T', FLOAT32)] },
      ...{ inputs: [trace.outputs[1]!], outputs: [value] },
    };
    const read = {
      ...{ ...trace, types: [...trace.types, trace.types[1]!] },
      ...{ ops: [...trace.ops, square], outputs: [...trace.outputs, value] },
    };
    expect(run(sparseProducts(read), inputs).outputs[1]).toEqual(outputs[1]);
  });

  test('what is not finite counts as it does for TensorFlow, with zeros too, and is said', () => {
    const one = CASES[2]!;
    for (const [input, spoiled] of [
      [0, Number.NaN],
      [0, Number.POSITIVE_INFINITY],
      [1, Number.POSITIVE_INFINITY],
      [2, Number.NaN],
      [3, Number.NaN],
      [3, Number.NEGATIVE_INFINITY],
    ] as const) {
      const inputs = inputsOf(one, 60, 0.9);
      inputs[input][4] = spoiled;
      const [ours, theirs] = [run(sparse(one), inputs), run(layerTrace(one), inputs)];
      expect(ours.finite).toBe(theirs.finite);
      expect(ours.finite).toBeLessThan(2);
      for (const [i, values] of theirs.outputs.entries()) {
        expect([...ours.outputs[i]!].map(Number.isFinite)).toEqual([...values].map(Number.isFinite));
      }
    }
  });

  test('the op refuses inputs whose shapes do not belong together', () => {
    const trace = sparse(CASES[0]!);
    const [product] = trace.ops;
    const ops = [
      { ...product!, attributes: [{ name: 'N', kind: 'int', value: 0 } as const, flag('relu', true)] },
    ];
    const wrong = { ...trace, ops: [{ ...ops[0]!, inputs: [0, 3] }], outputs: product!.outputs };
    expect(() => run(wrong, inputsOf(CASES[0]!, 1, 0.5))).toThrow('other shapes');
  });

  test('steps, evaluation and prediction: compiled equals eager', async () => {
    const source = `const { mnist } = require('lockstep');
module.exports.default = {
  name: 'first-layers', data: mnist(), batchSize: 32, epochs: 1,
  model: (tf) => {
    const pictures = tf.input({ shape: [28, 28, 1] });
    const flat = tf.layers.flatten({}).apply(pictures);
    const one = tf.layers.dense({ units: 64, activation: 'relu' }).apply(flat);
    const other = tf.layers.dense({ units: 64, activation: 'tanh', kernelRegularizer: tf.regularizers.l2() }).apply(flat);
    const both = tf.layers.concatenate({}).apply([one, other]);
    return tf.model({ inputs: pictures, outputs: tf.layers.dense({ units: 10, activation: 'softmax' }).apply(both) });
  },
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'],
};`;
    const numbersOf = (mode: 'compiled' | 'eager') =>
      withEngine(source, mode, async (engine) => {
        const flats: Float32Array[] = [];
        for (const [step, size] of [32, 35].entries()) {
          const batch = randomBatch(source, size, step);
          for (const [i, pixel] of batch.inputs[0]!.entries()) if (pixel < 0.7) batch.inputs[0]![i] = 0;
          await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step, first: 0 } });
          flats.push(engine.flat(0, 0).slice());
          await engine.apply(0, 0, 0.1);
        }
        const batch = randomBatch(source, 33, 9);
        expect(engine.info.note).toBeUndefined();
        return [...flats, await engine.evaluate(batch), ...(await engine.predict(batch))];
      });
    expectClose('numbers', await numbersOf('compiled'), await numbersOf('eager'));
  });
});
