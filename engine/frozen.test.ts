/** What JavaScript chooses anew at each step must not be frozen by a trace. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { randomBatch, runtime } from '../test/support/engines.ts';
import { LocalEngine } from './local/local-engine.ts';

const sourceOf = (draw: string, evaluation = '') => `const { mnist } = require('lockstep');
const tf = require('@tensorflow/tfjs');
let calls = 0;
module.exports.default = {
  name: 'frozen', data: mnist({ flatten: true }), batchSize: 4, epochs: 1,
  program: (tf) => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [784] })] });
    const loss = (batch, more) => {
      const { image, label = Object.values(batch)[1] } = batch;
      const values = model.apply(image).sub(label).square().mean(1);
      return { loss: values.add(more(values.shape)).mean() };
    };
    const draw = (shape) => ${draw};
    return {
      models: { model },
      updates: [{ name: 'model', trains: [model], optimizer: tf.train.sgd(0), loss: (b) => loss(b, draw) }],
      evaluate: (b) => loss(b, (shape) => ${evaluation || 'tf.zeros(shape)'}),
    };
  },
};`;

const DRAWS: Record<string, string> = {
  'Math.random': 'tf.fill(shape, Math.random())',
  'tf.rand': 'tf.rand(shape, () => Math.random())',
  'tf.randomGamma': 'tf.randomGamma(shape, 2)',
  'an array': 'tf.tensor(Array.from({ length: shape[0] }, () => Math.random()), shape)',
  'a counter': 'tf.fill(shape, ++calls)',
  'a counter that chooses': '++calls % 2 ? tf.ones(shape) : tf.zeros(shape).square()',
  'Date.now': 'tf.fill(shape, Date.now() % 1000)',
  'a date': 'tf.fill(shape, new Date().getMilliseconds() / 1000)',
  'performance.now': 'tf.fill(shape, performance.now() % 7)',
};

/** What tfjs draws, and we for it: compiled. */
const COMPILED: Record<string, string> = {
  'tf.randomUniform': 'tf.randomUniform(shape)',
  'tf.randomNormal': 'tf.randomNormal(shape)',
  'tf.randomStandardNormal': 'tf.randomStandardNormal(shape)',
  'tf.randomUniformInt': 'tf.randomUniformInt(shape, 0, 1000).toFloat()',
  'tf.truncatedNormal': 'tf.truncatedNormal(shape)',
  'tf.multinomial': 'tf.multinomial(tf.zeros([shape[0], 64]), 1).toFloat().reshape(shape)',
};

async function lossesOf(source: string) {
  const engine = await LocalEngine.create({ jobSource: source, seed: 7, backend: 'tensorflow', runtime });
  try {
    const batch = randomBatch(source, 4);
    const losses: number[] = [];
    for (let step = 0; step < 5; step++) {
      await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step, first: 0 } });
      losses.push(engine.flat(0, 0).at(-2)!);
    }
    return { info: engine.info, losses, evaluated: await engine.evaluate(batch) };
  } finally {
    await engine.close();
  }
}

describe.skipIf(!runtime)('compiled steps (needs the TensorFlow runtime: lockstep setup)', () => {
  test.each(Object.entries(DRAWS))('%s runs op by op, is new at each step, and is said', async (_, draw) => {
    const { info, losses } = await lossesOf(sourceOf(draw));
    expect(info.mode).toBe('eager');
    expect(info.note).toMatch(
      /op by op, because (op \w+ in )?a loss, a metric or a gradient has numbers .*Math\.random, tf\.rand, a counter, the clock.*tf\.randomUniform/,
    );
    expect(new Set(losses).size).toBeGreaterThan(1);
  });

  test('what a layer draws is said with its name', async () => {
    const source = `const tf = require('@tensorflow/tfjs');
      let calls = 0;
      class Noise extends tf.layers.Layer {
        static get className() { return 'Noise'; }
        computeOutputShape(shape) { return shape; }
        call(inputs, kwargs) {
          const x = Array.isArray(inputs) ? inputs[0] : inputs;
          return (WHEN) ? x.add(++calls) : x;
        }
      }
      const { mnist } = require('lockstep');
      module.exports.default = {
        name: 'noisy', data: mnist({ flatten: true }), batchSize: 4, epochs: 1,
        model: (tf) => tf.sequential({ layers: [
          new Noise({ name: 'noise', inputShape: [784] }), tf.layers.dense({ units: 10 })] }),
        optimizer: (tf) => tf.train.sgd(0), loss: 'meanSquaredError',
      };`;
    const noted = async (when: string) => {
      const jobSource = source.replace('WHEN', when);
      const engine = await LocalEngine.create({ jobSource, seed: 7, backend: 'tensorflow', runtime });
      try {
        const batch = randomBatch(jobSource, 4);
        const twice = [await engine.evaluate(batch), await engine.evaluate(batch)];
        const answers = [await engine.predict(batch), await engine.predict(batch)];
        return { info: engine.info, twice, answers };
      } finally {
        await engine.close();
      }
    };
    const training = await noted('kwargs.training');
    expect(training.info).toMatchObject({ mode: 'eager' });
    expect(training.info.note).toMatch(/op by op, because (op \w+ in )?layer noise has numbers or ops/);
    // In evaluation and prediction alone: those two run op by op, and freeze nothing.
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const said = () => warn.mock.calls.map(([text]) => text).join();
    const { info, twice, answers } = await noted('!kwargs.training');
    expect(info.mode).toBe('compiled');
    const why = 'runs op by op, because (op \\w+ in )?layer noise has numbers or ops';
    expect(info.note).toMatch(new RegExp(`evaluation ${why}`));
    expect(said()).toMatch(new RegExp(`prediction ${why.replace('op by op', 'op by op from here on')}`));
    expect(twice[0]).not.toEqual(twice[1]);
    expect(answers[0]).not.toEqual(answers[1]);
  });

  test.each(Object.entries(COMPILED))('%s is compiled, and new at each step', async (_, draw) => {
    const { info, losses } = await lossesOf(sourceOf(draw));
    expect(info).toMatchObject({ mode: 'compiled', note: undefined });
    expect(new Set(losses).size).toBe(5);
  });
});
