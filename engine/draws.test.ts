/** Random numbers by the sample's place: ranks with shares of a batch beside one rank with all of it. */
import { describe, expect, test } from 'vitest';
import { randomBatch, runtime } from '../test/support/engines.ts';
import { sliceBatch } from '../worker/trainer/micro-batches.ts';
import { LocalEngine, type LocalEngineOptions } from './local/local-engine.ts';

const SAMPLES = 6;
const STEP = 3;

const sourceOf = (
  model: string,
  loss = "'categoricalCrossentropy'",
) => `const { mnist } = require('lockstep');
const tf = require('@tensorflow/tfjs');
class OwnNoise extends tf.layers.Layer {
  constructor(options) { super(options); this.draw = options.draw; }
  call(inputs) { const x = Array.isArray(inputs) ? inputs[0] : inputs; return x.mul(this.draw(x)); }
  computeOutputShape(shape) { return shape; }
  static get className() { return 'OwnNoise'; }
}
const { dropout, spatialDropout1d, gaussianNoise, gaussianDropout, alphaDropout, dense, flatten, reshape, gru, lstm, permute } = tf.layers;
module.exports.default = {
  name: 'random', data: mnist(), batchSize: ${SAMPLES}, epochs: 1,
  model: (tf) => tf.sequential({ layers: [
    tf.layers.averagePooling2d({ poolSize: 4, inputShape: [28, 28, 1] }),
    ${model},
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ] }),
  optimizer: (tf) => tf.train.sgd(0.1), loss: ${loss},
};`;

/** What draws, by name; widths are chosen to be multiples of four numbers and not. */
const MODELS: Record<string, string> = {
  dropout: 'flatten(), dropout({ rate: 0.4 }), dense({ units: 8 }), dropout({ rate: 0.4 })',
  'dropout with a seed': 'flatten(), dropout({ rate: 0.4, seed: 3 })',
  'dropout of whole columns': 'reshape({ targetShape: [7, 7] }), spatialDropout1d({ rate: 0.4 }), flatten()',
  'gaussian noise': 'flatten(), gaussianNoise({ stddev: 0.5 })',
  'gaussian dropout': 'flatten(), gaussianDropout({ rate: 0.4 })',
  'alpha dropout': 'flatten(), alphaDropout({ rate: 0.4 })',
  'masks of an LSTM':
    'reshape({ targetShape: [7, 7] }), lstm({ units: 5, dropout: 0.3, recurrentDropout: 0.3 })',
  'masks of a GRU':
    'reshape({ targetShape: [7, 7] }), gru({ units: 4, dropout: 0.3, recurrentDropout: 0.3 })',
  'masks of a GRU, reset after':
    'reshape({ targetShape: [7, 7] }), gru({ units: 4, dropout: 0.3, recurrentDropout: 0.3, resetAfter: true })',
  'dropout of whole maps':
    'reshape({ targetShape: [7, 1, 7] }), tf.layers.spatialDropout2d({ rate: 0.4 }), flatten()',
  'own uniform noise': 'flatten(), new OwnNoise({ draw: (x) => tf.randomUniform(x.shape, 0.5, 1.5) })',
  'own normal noise, truncated':
    'flatten(), new OwnNoise({ draw: (x) => tf.truncatedNormal(x.shape, 1, 0.5) })',
  'own integers': 'flatten(), new OwnNoise({ draw: (x) => tf.randomUniformInt(x.shape, 1, 4).toFloat() })',
  'one number a sample': 'flatten(), new OwnNoise({ draw: (x) => tf.randomStandardNormal([x.shape[0], 1]) })',
  'samples that are not first':
    'flatten(), new OwnNoise({ draw: (x) => tf.randomUniform([49, x.shape[0]]).transpose() })',
  'noise that all samples share': 'flatten(), new OwnNoise({ draw: () => tf.randomUniform([1, 49]) })',
  'noise as large as a share of the batch':
    'flatten(), new OwnNoise({ draw: (x) => tf.randomUniform([6, 49]).sum(0, true) })',
  'time steps of a sample':
    'flatten(), new OwnNoise({ draw: (x) => tf.randomUniform([x.shape[0] * 7, 7]).reshape([-1, 49]) })',
};

type Where = Pick<LocalEngineOptions, 'backend' | 'runtime' | 'mode'>;
const BACKENDS: Record<string, Where | undefined> = {
  compiled: runtime && { backend: 'tensorflow', runtime, mode: 'compiled' },
  'op by op on tensorflow': runtime && { backend: 'tensorflow', runtime, mode: 'eager' },
  'op by op on cpu': { backend: 'cpu' },
};

/** Flat buffers of the batch, summed over shares of it that begin at each of the `cuts`; the last is of another step. */
async function gradientsOf(source: string, where: Where): Promise<Float32Array[]> {
  const engine = await LocalEngine.create({ jobSource: source, seed: 7, ...where });
  try {
    if (where.mode === 'compiled') expect(engine.info.note).toBeUndefined();
    const batch = randomBatch(source, SAMPLES);
    const walk = async (cuts: readonly number[], step: number) => {
      const sum = new Float32Array(engine.flat(0, 0).length);
      for (const [i, first] of cuts.entries()) {
        const share = sliceBatch(batch, first, cuts[i + 1] ?? SAMPLES);
        await engine.compute({
          update: 0,
          parity: 0,
          batch: share,
          weight: share.size / SAMPLES,
          place: { step, first },
        });
        const flat = engine.flat(0, 0);
        for (let k = 0; k < sum.length; k++) sum[k]! += flat[k]!;
      }
      return sum;
    };
    return [
      await walk([0], STEP),
      await walk([0, 3], STEP),
      await walk([0, 1, 5], STEP),
      await walk([0], STEP + 1),
    ];
  } finally {
    await engine.close();
  }
}

function differenceOf(values: Float32Array, others: Float32Array): number {
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.reduce((most, value, k) => Math.max(most, Math.abs(value - others[k]!)), 0) / scale;
}

const reference = new Map<string, Float32Array>();

describe.each(Object.entries(BACKENDS))('%s', (_, where) => {
  test.skipIf(!where).each(Object.entries(MODELS))(
    '%s: shares of a batch draw what the whole does, on every engine the same, and afresh at another step',
    async (name, model) => {
      const [whole, halves, thirds, next] = await gradientsOf(sourceOf(model), where!);
      expect(differenceOf(whole!, halves!)).toBeLessThan(2e-5);
      expect(differenceOf(whole!, thirds!)).toBeLessThan(2e-5);
      expect(differenceOf(whole!, next!)).toBeGreaterThan(1e-3);
      const other = reference.get(name) ?? whole!;
      expect(differenceOf(other, whole!)).toBeLessThan(2e-5);
      reference.set(name, other);
    },
  );
});
