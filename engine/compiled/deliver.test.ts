/** Slices of a gradient that are there before a compiled step ends. */
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../base/arrays.ts';
import { contentSha256 } from '../../base/hash.ts';
import { randomBatch, runtime, withEngine } from '../../test/support/engines.ts';
import { Bell } from '../bell.ts';
import type { StepRequest } from '../engine.ts';

/** Its second layer holds 262,144 weights, so that there is a slice before the last. */
const JOB = `const tf = require('@tensorflow/tfjs');
const { mnist } = require('lockstep');
module.exports.default = {
  name: 'sliced', data: mnist({ flatten: true }), batchSize: 8, epochs: 1,
  model: () => tf.sequential({ layers: [
    tf.layers.dense({ units: 128, activation: 'relu', inputShape: [784] }),
    tf.layers.dense({ units: 2048, activation: 'relu' }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ] }),
  optimizer: () => tf.train.sgd(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'],
};`;

const requestOf = (step: number, weight = 1): StepRequest => ({
  ...{ update: 0, parity: step % 2, weight, place: { step, first: 0 } },
  batch: randomBatch(JOB, 8, step),
});

describe.skipIf(!runtime)('a compiled step (needs the TensorFlow runtime: lockstep setup)', () => {
  test('tells of a slice at every run but the first, and gives the bits of a step that tells nobody', async () => {
    const heard: [number, number][] = [];
    let hear = () => {};
    const bell = new Bell(runtime!, (number, slice) => {
      heard.push([number, slice]);
      hear();
    });
    const flats = (rings: boolean) =>
      withEngine(JOB, 'compiled', async (engine) => {
        expect(engine.updates[0]!.slices).toHaveLength(2);
        const all: string[] = [];
        for (let step = 0; step < 3; step++) {
          const ring = rings ? { bell: bell.bell, number: 40 + step } : undefined;
          const told = new Promise<void>((resolve) => {
            hear = resolve;
          });
          engine.computeRinging(requestOf(step), undefined, ring);
          if (ring && step > 0) await told;
          all.push(contentSha256([bytesOf(engine.flat(0, step % 2))]));
          await engine.apply(0, step % 2, 0.1);
        }
        return all;
      });
    const silent = await flats(false);
    expect(heard).toEqual([]);
    expect(await flats(true)).toEqual(silent);
    expect(heard).toEqual([
      [41, 0],
      [42, 0],
    ]);
    bell.close();
    expect(await flats(false)).toEqual(silent);
  });

  test('sees a gradient in a slice that is not finite', async () => {
    await withEngine(JOB, 'compiled', async (engine) => {
      const { gradients, statistics } = engine.updates[0]!;
      for (const [step, weight] of [1, Number.POSITIVE_INFINITY, 1].entries()) {
        await engine.compute(requestOf(step, weight));
        expect(engine.flat(0, step % 2)[gradients + statistics]).toBe(weight === 1 ? 0 : 1);
      }
    });
  });

  test('that is not listened to any more is computed all the same', async () => {
    const bell = new Bell(runtime!, () => expect.fail('it is closed'));
    bell.close();
    await withEngine(JOB, 'compiled', async (engine) => {
      for (let step = 0; step < 2; step++) {
        engine.computeRinging(requestOf(step), undefined, { bell: bell.bell, number: 1 });
      }
      expect(engine.flat(0, 1).some((value) => value !== 0)).toBe(true);
    });
  });
});
