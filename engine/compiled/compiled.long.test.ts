import { describe, expect, test } from 'vitest';
import { builtInJobs } from '../../api/bundle.ts';
import { builtInJob, randomBatch, runtime, withEngine } from '../../test/support/engines.ts';
import fc from '../../test/support/properties.ts';
import { expectClose, expectSame, walk } from '../../test/support/walk.ts';
import type { Engine } from '../engine.ts';

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
    const job = await builtInJob(name);
    const compiled = await walk(job, 'compiled');
    // A job whose batches are made in JavaScript runs op by op, and says so.
    if (compiled.mode === 'eager') expect(compiled.note).toMatch(/prepares its batch in JavaScript/);
    expectSame(compiled, await walk(job, 'eager', compiled));
  });

  test.each(OPTIMIZERS)('%s: compiled equals eager, and goes on from its state', async (optimizer) => {
    const flatten = 'tf.layers.flatten({ inputShape: [28, 28, 1] })';
    const source = sourceOf([flatten], optimizer);
    expectSame(await walk(source, 'compiled'), await walk(source, 'eager'));
    const step = async (engine: Engine, number: number) => {
      await engine.compute({
        update: 0,
        parity: 0,
        batch: randomBatch(source, 8, number),
        weight: 1,
        place: { step: number, first: 0 },
      });
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
      expectSame(compiled, await walk(source, 'eager', compiled));
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
});
