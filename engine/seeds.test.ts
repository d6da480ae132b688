/** A draw with a seed of its own: the same numbers at each step, by the sample's place, on every engine. */
import { describe, expect, test } from 'vitest';
import { randomBatch, runtime } from '../test/support/engines.ts';
import { sliceBatch } from '../worker/trainer/micro-batches.ts';
import { LocalEngine, type LocalEngineOptions } from './local/local-engine.ts';

/** A loss that is what is drawn, a number a sample. */
const sourceOf = (draw: string) => `const { mnist } = require('lockstep');
const tf = require('@tensorflow/tfjs');
module.exports.default = {
  name: 'seeds', data: mnist({ flatten: true }), batchSize: 6, epochs: 1,
  model: () => tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [784] })] }),
  optimizer: () => tf.train.sgd(0), loss: (y, p) => p.sum(-1).mul(0).add(${draw}),
};`;
const DRAWS: Record<string, string> = {
  randomUniform: "tf.randomUniform([p.shape[0]], 0, 1, 'float32', 7)",
  randomNormal: "tf.randomNormal([p.shape[0]], 0, 1, 'float32', 7)",
  randomStandardNormal: "tf.randomStandardNormal([p.shape[0]], 'float32', 'words')",
  truncatedNormal: "tf.truncatedNormal([p.shape[0]], 0, 1, 'float32', 0.25)",
  randomUniformInt: 'tf.randomUniformInt([p.shape[0]], 0, 1000, 7).toFloat()',
  multinomial: 'tf.multinomial(tf.zeros([p.shape[0], 64]), 1, 7).toFloat().reshape([-1])',
};

const ENGINES: Record<string, Pick<LocalEngineOptions, 'backend' | 'runtime' | 'mode'> | undefined> = {
  compiled: runtime && { backend: 'tensorflow', runtime, mode: 'compiled' },
  cpu: { backend: 'cpu' },
};

async function lossesOf(
  draw: string,
  where: (typeof ENGINES)[string],
  ...steps: [step: number, cuts: number[]][]
) {
  const source = sourceOf(draw);
  const engine = await LocalEngine.create({ jobSource: source, seed: 7, ...where! });
  try {
    if (where!.mode === 'compiled') expect(engine.info.note).toBeUndefined();
    const batch = randomBatch(source, 6);
    const losses: number[] = [];
    for (const [step, cuts] of steps) {
      let sum = 0;
      for (const [i, first] of cuts.entries()) {
        const share = sliceBatch(batch, first, cuts[i + 1] ?? 6);
        await engine.compute({ update: 0, parity: 0, batch: share, weight: 1, place: { step, first } });
        sum += engine.flat(0, 0).at(-2)!;
      }
      losses.push(sum / 6);
    }
    return losses;
  } finally {
    await engine.close();
  }
}

const reference = new Map<string, number>();

describe.each(Object.entries(ENGINES))('%s', (_, where) => {
  test.skipIf(!where).each(Object.entries(DRAWS))('tf.%s', async (name, draw) => {
    const [whole, shares, later] = await lossesOf(draw, where, [0, [0]], [0, [0, 1, 4]], [1, [0]]);
    expect(shares).toBeCloseTo(whole!, 4);
    expect(later).toBe(whole);
    reference.set(name, reference.get(name) ?? whole!);
    expect(whole).toBeCloseTo(reference.get(name)!, 4);
  });
});

test('two draws of one seed are equal, those of two seeds are not', async () => {
  const difference = (seed: number) =>
    `tf.randomUniform([p.shape[0]], 0, 1, 'float32', 7).sub(tf.randomUniform([p.shape[0]], 0, 1, 'float32', ${seed})).abs()`;
  expect(await lossesOf(difference(7), { backend: 'cpu' }, [0, [0]])).toEqual([0]);
  expect((await lossesOf(difference(8), { backend: 'cpu' }, [0, [0]]))[0]).toBeGreaterThan(0.01);
});
