import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtInJobs, bundleJob } from '../../api/bundle.ts';
import { randomBatch, runtime, withEngine } from '../../test/support/engines.ts';
import type { Engine } from '../engine.ts';

interface Walk {
  readonly mode: string;
  readonly note?: string;
  /** By step: the flat buffer, gradients to totals. */
  readonly flats: Float32Array[];
  readonly totals: Float32Array;
  readonly outputs: Float32Array[];
  readonly state: Float32Array[];
}

/** Two whole steps, one on a ragged batch, then an evaluation and a prediction. */
async function walk(jobSource: string, mode: 'compiled' | 'eager'): Promise<Walk> {
  return await withEngine(jobSource, mode, async (engine) => {
    const flats: Float32Array[] = [];
    for (const [step, size] of [8, 5].entries()) {
      for (const [update, { learningRate }] of engine.updates.entries()) {
        await engine.compute(update, step % 2, randomBatch(jobSource, size, step), 0.5, { step, first: 3 });
        flats.push(engine.flat(update, step % 2).slice());
        await engine.apply(update, step % 2, learningRate);
      }
    }
    const batch = randomBatch(jobSource, 3, 9);
    const totals = engine.evaluation.length ? await engine.evaluate(batch) : new Float32Array();
    const outputs = await engine.predict(batch).catch(() => []);
    const state = (await engine.readState()).tensors.map(({ values }) => values);
    return { mode: engine.info.mode, note: engine.info.note, flats, totals, outputs, state };
  });
}

function expectClose(what: string, actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  for (const [i, values] of expected.entries()) {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = values.reduce((most, value, k) => Math.max(most, Math.abs(actual[i]![k]! - value)), 0);
    expect(worst, `${what} ${i} of scale ${scale}`).toBeLessThanOrEqual(2e-5 * scale + 1e-8);
  }
}

function expectSame(compiled: Walk, eager: Walk): void {
  expectClose('flat buffer', compiled.flats, eager.flats);
  expectClose('evaluation', [compiled.totals], [eager.totals]);
  expectClose('output', compiled.outputs, eager.outputs);
  // An adaptive optimizer magnifies rounding where a gradient is all but zero, so the flats are held tighter.
  for (const [i, values] of eager.state.entries()) {
    const worst = values.reduce(
      (most, value, k) => Math.max(most, Math.abs(compiled.state[i]![k]! - value)),
      0,
    );
    expect(worst, `state ${i}`).toBeLessThanOrEqual(2e-4);
  }
}

const activation = fc.constantFrom('linear', 'relu', 'tanh', 'sigmoid', 'elu', 'selu', 'softplus');

const layer = fc.oneof(
  fc
    .record({ units: fc.integer({ min: 1, max: 9 }), activation })
    .map(
      ({ units, activation }) =>
        `tf.layers.dense({ units: ${units}, activation: '${activation}', kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) })`,
    ),
  fc.constant('tf.layers.batchNormalization()'),
  fc.constant('tf.layers.layerNormalization()'),
  fc.double({ min: 0.1, max: 0.7, noNaN: true }).map((rate) => `tf.layers.dropout({ rate: ${rate} })`),
  fc.constant('tf.layers.leakyReLU()'),
);

const head = fc.oneof(
  fc.constant('tf.layers.flatten({ inputShape: [28, 28, 1] })'),
  fc
    .record({ filters: fc.integer({ min: 1, max: 4 }), stride: fc.constantFrom(2, 3), activation })
    .map(
      ({ filters, stride, activation }) =>
        `tf.layers.conv2d({ filters: ${filters}, kernelSize: 3, strides: ${stride}, activation: '${activation}', inputShape: [28, 28, 1] }), ` +
        'tf.layers.averagePooling2d({ poolSize: 2 }), tf.layers.flatten()',
    ),
  fc
    .record({ units: fc.integer({ min: 1, max: 5 }), kind: fc.constantFrom('lstm', 'gru', 'simpleRNN') })
    .map(
      ({ units, kind }) =>
        `tf.layers.reshape({ targetShape: [28, 28], inputShape: [28, 28, 1] }), ` +
        `tf.layers.${kind}({ units: ${units}, dropout: 0.1, recurrentDropout: 0.2 })`,
    ),
);

const OPTIMIZERS = [
  'sgd(0.1)',
  'momentum(0.1, 0.9)',
  'rmsprop(0.001)',
  'adam(0.001)',
  'adagrad(0.01)',
  'adadelta(0.1)',
  'adamax(0.001)',
];

const sourceOf = (layers: readonly string[], optimizer: string) => `const { mnist } = require('lockstep');
module.exports.default = {
  name: 'random-model', data: mnist(), batchSize: 8, epochs: 1,
  model: (tf) => tf.sequential({ layers: [
    ${layers.join(',\n    ')},
    tf.layers.dense({ name: 'out', units: 10, activation: 'softmax' }),
  ] }),
  optimizer: (tf) => tf.train.${optimizer},
  loss: 'categoricalCrossentropy', metrics: ['accuracy'],
};`;

const jobSource = fc
  .record({ head, layers: fc.array(layer, { maxLength: 3 }), optimizer: fc.constantFrom(...OPTIMIZERS) })
  .map(({ head, layers, optimizer }) => sourceOf([head, ...layers], optimizer));

describe.skipIf(!runtime)('compiled steps (needs lockstep setup)', () => {
  test.each(builtInJobs())('%s: compiled equals eager', async (name) => {
    const { source } = await bundleJob(name);
    const compiled = await walk(source, 'compiled');
    // A job whose batches are made in JavaScript runs op by op, and says so.
    if (compiled.mode === 'eager') expect(compiled.note).toMatch(/prepares its batch in JavaScript/);
    expectSame(compiled, await walk(source, 'eager'));
  });

  test.each(OPTIMIZERS)('%s: compiled equals eager, and goes on from its state', async (optimizer) => {
    const flatten = 'tf.layers.flatten({ inputShape: [28, 28, 1] })';
    const source = sourceOf([flatten], optimizer);
    expectSame(await walk(source, 'compiled'), await walk(source, 'eager'));
    const step = async (engine: Engine, number: number) => {
      await engine.compute(0, 0, randomBatch(source, 8, number), 1, { step: number, first: 0 });
      await engine.apply(0, 0, 0.01);
    };
    const valuesOf = async (engine: Engine) => (await engine.readState()).tensors.map(({ values }) => values);
    const [between, after] = await withEngine(source, 'eager', async (engine) => {
      await step(engine, 0);
      const between = await engine.readState();
      await step(engine, 1);
      return [between, await valuesOf(engine)] as const;
    });
    const resumed = await withEngine(source, 'compiled', async (engine) => {
      await engine.writeState(between);
      await step(engine, 1);
      return await valuesOf(engine);
    });
    expectClose('state', resumed, after);
  });

  test.each(['lstm', 'gru'])(
    'a layer of %s cells drops out, and goes on with new weights, as the layer',
    async (kind) => {
      const options = `units: 4, recurrentActivation: 'sigmoid', dropout: 0.2, recurrentDropout: 0.3`;
      const reshape = 'tf.layers.reshape({ targetShape: [28, 28], inputShape: [28, 28, 1] })';
      const layer = sourceOf([reshape, `tf.layers.${kind}({ ${options} })`], 'sgd(0.1)');
      const cells = sourceOf(
        [reshape, `tf.layers.rnn({ cell: tf.layers.${kind}Cell({ ${options} }) })`],
        'sgd(0.1)',
      );
      const expected = await walk(layer, 'eager');
      expectSame(await walk(cells, 'eager'), expected);
      expectSame(await walk(cells, 'compiled'), expected);
    },
  );

  test('random models: compiled equals eager', async () => {
    const property = fc.asyncProperty(jobSource, async (source) => {
      const compiled = await walk(source, 'compiled');
      expect(compiled.mode).toBe('compiled');
      expectSame(compiled, await walk(source, 'eager'));
    });
    await fc.assert(property, { numRuns: 12, seed: 42, endOnFailure: true });
  });

  test('convolution, batch normalization and tanh: compiled equals eager', async () => {
    const source = `const { mnist } = require('lockstep');
module.exports.default = {
  name: 'normalized', data: mnist(), batchSize: 8, epochs: 1,
  model: (tf) => tf.sequential({ layers: [
    tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 3, useBias: false, inputShape: [28, 28, 1] }),
    tf.layers.batchNormalization(),
    tf.layers.activation({ activation: 'tanh' }),
    tf.layers.flatten(),
    tf.layers.dense({ name: 'out', units: 10, activation: 'softmax' }),
  ] }),
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'],
};`;
    expectSame(await walk(source, 'compiled'), await walk(source, 'eager'));
  });

  test('random ops draw afresh for another step, and the same for the same step', async () => {
    const { source } = await bundleJob('mnist-cnn');
    await withEngine(source, 'compiled', async (engine) => {
      const batch = randomBatch(source, 4);
      const lossOf = async (step: number) => {
        await engine.compute(0, 0, batch, 1, { step, first: 0 });
        return engine.flat(0, 0).at(-3)!;
      };
      const [first, again, other] = [await lossOf(1), await lossOf(1), await lossOf(2)];
      expect(again).toBe(first);
      expect(other).not.toBe(first);
    });
  });

  test.each(['compiled', 'eager'] as const)(
    '%s: a gradient that is not finite is said to be so',
    async (mode) => {
      const { source } = await bundleJob('mnist-mlp');
      await withEngine(source, mode, async (engine) => {
        const { gradients, statistics } = engine.updates[0]!;
        const batch = randomBatch(source, 4);
        const spoiledBy = async (pixel: number) => {
          batch.inputs[0]![7] = pixel;
          await engine.compute(0, 0, batch, 1, { step: 1, first: 0 });
          return engine.flat(0, 0)[gradients + statistics];
        };
        expect(await spoiledBy(0.5)).toBe(0);
        expect(await spoiledBy(Number.NaN)).toBe(1);
        expect(await spoiledBy(Number.POSITIVE_INFINITY)).toBe(1);
      });
    },
  );
});
