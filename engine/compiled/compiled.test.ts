import { describe, expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import { randomBatch, runtime, withEngine } from '../../test/support/engines.ts';
import { expectSame, walk } from '../../test/support/walk.ts';
import type { FirstBatches } from '../engine.ts';
import { LocalEngine } from '../local/local-engine.ts';

describe.skipIf(!runtime)('compiled steps (needs lockstep setup)', () => {
  test.each(['mnist-mlp', 'mnist-cnn'])('%s: compiled equals eager', async (name) => {
    const { source } = await bundleJob(name);
    const compiled = await walk(source, 'compiled');
    expect(compiled.mode).toBe('compiled');
    expectSame(compiled, await walk(source, 'eager', compiled));
  });

  test.each([
    'tf.layers.simpleRNN({ units: 37 })',
    'tf.layers.lstm({ units: 5, recurrentDropout: 0.2, returnSequences: true }), tf.layers.gru({ units: 19 })',
    "tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 5, dropout: 0.2 }), mergeMode: 'mul' })",
  ])(
    'loops as one op, of rows, columns and depths that fill no tile, compiled equals eager: %s',
    async (layers) => {
      const source = `const { mnist } = require('lockstep');
module.exports.default = {
  name: 'odd-sizes', data: mnist(), batchSize: 8, epochs: 1,
  model: (tf) => tf.sequential({ layers: [
    tf.layers.reshape({ targetShape: [28, 28], inputShape: [28, 28, 1] }),
    ${layers},
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ] }),
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'],
};`;
      const compiled = await walk(source, 'compiled');
      expect(compiled).toMatchObject({ mode: 'compiled', note: undefined });
      expectSame(compiled, await walk(source, 'eager', compiled));
    },
  );

  test("an embedding's gradient, summed in its place: compiled equals eager, and what is not finite is said", async () => {
    const source = `const { imdb } = require('lockstep');
module.exports.default = {
  name: 'embedding-alone', data: imdb({ numWords: 40, maxLen: 6 }), batchSize: 8, epochs: 1,
  model: (tf) => tf.sequential({ layers: [
    tf.layers.embedding({ inputDim: 40, outputDim: 1, inputLength: 6 }),
    tf.layers.globalAveragePooling1d({}),
  ] }),
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'meanSquaredError', metrics: [],
};`;
    const compiled = await walk(source, 'compiled');
    expect(compiled).toMatchObject({ mode: 'compiled', note: undefined });
    expectSame(compiled, await walk(source, 'eager', compiled));
    await withEngine(source, 'compiled', async (engine) => {
      const checkOf = async (weight: number) => {
        const place = { step: 1, first: 0 };
        await engine.compute({ update: 0, parity: 0, batch: randomBatch(source, 8), weight, place });
        return engine.flat(0, 0)[engine.updates[0]!.gradients];
      };
      expect(await checkOf(1)).toBe(0);
      expect(await checkOf(Number.NaN)).toBe(1);
      expect(await checkOf(1)).toBe(0);
    });
  });

  test("products of looked up rows are rows of the table's product, of the weights as they are: compiled equals eager", async () => {
    // A batch has more words than there are different ones.
    const source = `const { imdb } = require('lockstep');
module.exports.default = {
  name: 'few-words', data: imdb({ numWords: 10, maxLen: 6 }), batchSize: 8, epochs: 1,
  model: (tf) => tf.sequential({ layers: [
    tf.layers.embedding({ inputDim: 10, outputDim: 5, inputLength: 6 }),
    tf.layers.lstm({ units: 4 }),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ] }),
  optimizer: (tf) => tf.train.sgd(0.5), loss: 'binaryCrossentropy', metrics: ['accuracy'],
};`;
    const compiled = await walk(source, 'compiled');
    expect(compiled).toMatchObject({ mode: 'compiled', note: undefined });
    expectSame(compiled, await walk(source, 'eager', compiled));
    const batch = randomBatch(source, 8);
    const trained = await withEngine(source, 'compiled', async (engine) => {
      const first = await engine.evaluate(batch);
      await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step: 0, first: 0 } });
      await engine.apply(0, 0, 0.5);
      const totals = await engine.evaluate(batch);
      expect(totals).not.toEqual(first);
      return { first, totals, state: await engine.readState() };
    });
    // An engine that has evaluated nothing before.
    await withEngine(source, 'compiled', async (engine) => {
      const own = await engine.readState();
      const { tensors } = trained.state;
      await engine.writeState({ tensors: tensors.map((one, i) => ({ ...one, name: own.tensors[i]!.name })) });
      expect(await engine.evaluate(batch)).toEqual(trained.totals);
      await engine.writeState(own);
      expect(await engine.evaluate(batch)).toEqual(trained.first);
    });
  });

  test('what is traced for the first batches gives the same bits as what is traced when they come', async () => {
    const { source } = await bundleJob('mnist-cnn');
    const [first, other] = [randomBatch(source, 4), randomBatch(source, 3)];
    const numbersWith = async (firstBatches: FirstBatches) => {
      const options = { jobSource: source, seed: 7, backend: 'tensorflow', runtime, firstBatches } as const;
      const engine = await LocalEngine.create(options);
      try {
        const flats: Float32Array[] = [];
        for (const [step, batch] of [first, other, first].entries()) {
          const place = { step, first: 0 };
          await engine.compute({ update: 0, parity: 0, batch, weight: 1, place });
          flats.push(engine.flat(0, 0).slice());
          await engine.apply(0, 0, 0.1);
        }
        return [...flats, await engine.evaluate(first), await engine.evaluate(other)];
      } finally {
        await engine.close();
      }
    };
    const ready = await numbersWith({ step: 4, evaluation: 3 });
    expect(ready).toEqual(await numbersWith({}));
  });

  test('random ops draw afresh for another step, and the same for the same step', async () => {
    const { source } = await bundleJob('mnist-cnn');
    await withEngine(source, 'compiled', async (engine) => {
      const batch = randomBatch(source, 4);
      const lossOf = async (step: number) => {
        await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step, first: 0 } });
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
          await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step: 1, first: 0 } });
          return engine.flat(0, 0)[gradients + statistics];
        };
        expect(await spoiledBy(0.5)).toBe(0);
        expect(await spoiledBy(Number.NaN)).toBe(1);
        expect(await spoiledBy(Number.POSITIVE_INFINITY)).toBe(1);
      });
    },
  );
});
