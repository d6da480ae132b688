/** Weights that the loss has no gradient for are named, and a loss that reaches them later is refused. */
import { expect, test } from 'vitest';
import { LocalEngine } from './local/local-engine.ts';

/** `loss` of the outputs `p` and `q` of two layers. */
const sourceOf = (
  loss: string,
) => `const feature = { name: 'x', column: 'x', shape: [2], encoding: { kind: 'scale', scale: 1 } };
let calls = 0;
module.exports.default = {
  name: 'untouched', batchSize: 2, epochs: 1,
  data: { name: 'd', inputs: [feature], targets: [], loader: { kind: 'custom', load: async () => {} } },
  program: (tf) => {
    const input = tf.input({ shape: [2] });
    const layer = (name) => tf.layers.dense({ units: 2, name }).apply(input);
    const model = tf.model({ inputs: input, outputs: [layer('p'), layer('q')] });
    const loss = ({ x }) => { const [p, q] = model.apply(x); return { loss: ${loss} }; };
    return { models: { model }, updates: [{ name: 'model', trains: [model], optimizer: tf.train.sgd(0.1), loss }] };
  },
};`;
const engineOf = (loss: string) => LocalEngine.create({ jobSource: sourceOf(loss), seed: 1, backend: 'cpu' });
const request = {
  ...{ update: 0, parity: 0, weight: 1, place: { step: 0, first: 0 } },
  batch: { size: 2, inputs: [Float32Array.of(1, 2, 3, 4)], targets: [] },
};

test('the engine names them', async () => {
  const engine = await engineOf('p.round().add(q).square().mean()');
  expect(engine.info.note).toMatch(
    /^the loss has no gradient for p\/kernel\w*, p\/bias\w*: left as they are$/,
  );
  expect(engine.updates[0]!.gradients).toBe(6);
  await engine.close();
});

test('a loss that depends on them in a later step alone is refused', async () => {
  const engine = await engineOf('(calls++ < 5 ? q : q.add(p)).square().mean()');
  const steps = async () => {
    for (let step = 0; step < 6; step++) await engine.compute(request);
  };
  await expect(steps()).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/^the loss depends on p\/kernel\w* in this step, and did not at first$/),
  });
  await engine.close();
});

test('without any gradient nothing is begun', async () => {
  await expect(engineOf('p.add(q).greater(0).toFloat().mean()')).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'the model has no weight that its loss has a gradient for',
  });
});
