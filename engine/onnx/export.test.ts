import { expect, test } from 'vitest';
import { bundled } from '../../test/support/rehearse.ts';
import { LocalEngine } from '../local/local-engine.ts';

const source = (call: string) => `
  import { defineJob } from 'lockstep';
  import * as tf from '@tensorflow/tfjs';
  const feature = (name, shape) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
  class Own extends tf.layers.Layer {
    static className = 'Own';
    call(given) { const x = [given].flat()[0]; return ${call}; }
    computeOutputShape(shape) { return shape; }
  }
  export default defineJob({
    name: 'twice', batchSize: 1, epochs: 1, optimizer: (tf) => tf.train.sgd(0.1), loss: 'meanSquaredError',
    data: { name: 'd', inputs: [feature('left', [4]), feature('right', [4])], targets: [feature('y', [3])],
      loader: { kind: 'custom', load: async () => undefined } },
    model: (tf) => {
      const inputs = ['left', 'right'].map((name) => tf.input({ shape: [4], name }));
      const shared = tf.layers.dense({ units: 3, name: 'shared' });
      const sides = inputs.map((input) => shared.apply(input));
      return tf.model({ inputs, outputs: new Own({ name: 'own' }).apply(tf.layers.add().apply(sides)) });
    },
  });`;

async function exported(call: string): Promise<string> {
  const engine = await LocalEngine.create({
    jobSource: await bundled(source(call)),
    seed: 1,
    backend: 'cpu',
  });
  try {
    return Buffer.from(await engine.exportOnnx({ classes: '["one","two"]' })).toString('latin1');
  } finally {
    await engine.close();
  }
}

test('the file names inputs, the batch axis and what was learned of the data, and holds shared weights once', async () => {
  const file = await exported('x.relu()');
  for (const text of ['left', 'right', 'batch', '["one","two"]', 'MatMul', 'Relu'])
    expect(file).toContain(text);
  // Twice as the input of a product, once as a tensor.
  expect(file.split('shared/kernel')).toHaveLength(4);
});

test.each([
  [
    'x.dataSync()[0] > 0 ? x : x.neg()',
    'a value in layer own cannot be exported to ONNX: JavaScript reads it',
  ],
  ['x.add(tf.tensor1d([0, 1, 2].map(Math.random)))', 'its numbers are drawn anew each time'],
  ['x.add(x.shape[0])', 'or depend on the size of the batch'],
  ['x.mirrorPad([[0, 0], [1, 1]], "symmetric").slice([0, 1], [-1, 3])', 'op MirrorPad in layer own'],
])('%s is refused by the name of its layer', async (call, message) => {
  await expect(exported(call)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining(message),
    hint: expect.stringContaining('export model.keras'),
  });
});
