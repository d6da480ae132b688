/** What tfjs or TensorFlow says while a model is made or tried names the layer that it comes from. */
import { describe, expect, test } from 'vitest';
import { runtime } from '../../test/support/engines.ts';
import { LocalEngine } from '../local/local-engine.ts';

/** A job whose input is whole numbers `[4, 4, 1]`; `layer` is called `culprit`. */
const sourceOf = (layer: string, kind = 'ids') => `module.exports.default = {
  name: 'whole', batchSize: 2, epochs: 1,
  data: { name: 'd', loader: { kind: 'custom', load: async () => {} },
    inputs: [{ name: 'x', column: 'x', shape: [4, 4, 1], encoding: { kind: '${kind}'${kind === 'scale' ? ', scale: 1' : ''} } }],
    targets: [{ name: 'y', column: 'y', shape: [1], encoding: { kind: 'scale', scale: 1 } }] },
  model: (tf) => {
    const x = tf.input({ shape: [4, 4, 1], dtype: '${kind === 'ids' ? 'int32' : 'float32'}' });
    class Own extends tf.layers.Layer {
      static className = 'Own';
      computeOutputShape(shape) { return shape; }
      call(inputs) { return this.own([inputs].flat()[0]); }
    }
    const own = (compute) => { const layer = new Own({ name: 'culprit' }); layer.own = compute; return layer; };
    const out = ${layer}.apply(x);
    return tf.model({ inputs: x, outputs: tf.layers.dense({ units: 1 }).apply(tf.layers.flatten().apply(out)) });
  },
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'meanSquaredError',
};`;
const refused = (layer: string, kind?: string) =>
  LocalEngine.create({
    ...{ jobSource: sourceOf(layer, kind), seed: 1, backend: 'tensorflow' as const },
    ...(runtime && { runtime }),
  });

describe.skipIf(!runtime)('the layer is named (needs the TensorFlow runtime: lockstep setup)', () => {
  test.each([
    `tf.layers.conv2d({ filters: 1, kernelSize: 2, name: 'culprit' })`,
    `tf.layers.depthwiseConv2d({ kernelSize: 2, name: 'culprit' })`,
    `tf.layers.conv2dTranspose({ filters: 1, kernelSize: 2, name: 'culprit' })`,
    `tf.layers.averagePooling2d({ poolSize: 2, name: 'culprit' })`,
    `tf.layers.layerNormalization({ name: 'culprit' })`,
  ])('whole numbers into %s', async (layer) => {
    await expect(refused(layer)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('layer culprit'),
      hint: expect.stringContaining("encoding 'scale'"),
    });
  });

  test.each([
    ['own((x) => x.reshape([5]))', 'op Reshape|layer culprit'],
    ['own((x) => tf.matMul(x, tf.zeros([7, 7])))', 'layer culprit'],
    ['own((x) => x.nothing())', 'layer culprit'],
    ['own(() => { throw new Error("mine"); })', 'layer culprit: mine'],
  ])('what %s throws', async (layer, words) => {
    await expect(refused(layer, 'scale')).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(words),
    });
  });
});
