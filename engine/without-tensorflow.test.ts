/** Where TensorFlow is not set up: the first of the pure engines that can train the model. */
import { expect, test } from 'vitest';
import { randomBatch } from '../test/support/engines.ts';

/** As compiled: the thread is a file of its own. */
const path = new URL('../dist/engine/index.js', import.meta.url).href;
const { createEngine } = (await import(path)) as typeof import('./index.ts');

const jobSource = (layer: string) => `const { mnist } = require('lockstep');
module.exports.default = {
  name: 'small', data: mnist(), batchSize: 2, epochs: 1,
  model: (tf) => tf.sequential({ layers: [
    ${layer},
    tf.layers.flatten(),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ] }),
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'categoricalCrossentropy',
};`;

test.each([
  [
    'wasm',
    'tf.layers.averagePooling2d({ poolSize: 7, inputShape: [28, 28, 1] })',
    /^slow, TensorFlow is not set up: run lockstep setup$/,
  ],
  [
    'cpu',
    'tf.layers.conv2d({ filters: 1, kernelSize: 2, strides: 7, inputShape: [28, 28, 1] })',
    /the wasm backend cannot train this model: .*Kernel 'Conv2DBackpropFilter'/,
  ],
])('%s trains what it can, and it is said why it is this', async (backend, layer, note) => {
  const source = jobSource(layer);
  const { signal } = new AbortController();
  const options = { seed: 1, engine: 'auto', threads: 1, cacheDir: '/nonexistent', signal } as const;
  const engine = await createEngine({ jobSource: source, ...options });
  expect(engine.info).toMatchObject({ backend, note: expect.stringMatching(note) });
  const batch = randomBatch(source, 2);
  const lossOf = async () => (await engine.evaluate(batch))[0]!;
  const before = await lossOf();
  await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step: 1, first: 0 } });
  await engine.apply(0, 0, 0.01);
  expect(await lossOf()).toBeLessThan(before);
  await engine.close();
});
