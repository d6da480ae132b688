/**
 * Three steps of a small ResNet with batches of 32, 32 and 5, in a process of their own: what crashes here crashes the
 * worker of whoever trains one.
 *
 *     node dist/test/faults/small-resnet.js compiled|eager
 */
import { argv, stdout } from 'node:process';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { randomBatch, runtime } from '../support/engines.ts';

const jobSource = `const { mnist } = require('lockstep');
module.exports.default = {
  name: 'resnet', data: mnist(), batchSize: 32, epochs: 1,
  model: (tf) => {
    const convolved = (x, options) =>
      tf.layers.batchNormalization().apply(tf.layers.conv2d({ padding: 'same', useBias: false, ...options }).apply(x));
    const block = (x, filters, strides) => {
      const first = tf.layers.reLU().apply(convolved(x, { filters, kernelSize: 3, strides }));
      const long = convolved(first, { filters, kernelSize: 3 });
      const short = strides === 1 ? x : convolved(x, { filters, kernelSize: 1, strides });
      return tf.layers.reLU().apply(tf.layers.add().apply([long, short]));
    };
    const input = tf.input({ shape: [28, 28, 1] });
    const start = tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same' }).apply(input);
    const end = block(block(start, 8, 1), 16, 2);
    const pooled = tf.layers.globalAveragePooling2d({}).apply(end);
    return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 10, activation: 'softmax' }).apply(pooled) });
  },
  optimizer: (tf) => tf.train.momentum(0.05, 0.9), loss: 'categoricalCrossentropy',
};`;

const mode = argv[2] === 'eager' ? 'eager' : 'compiled';
const engine = await LocalEngine.create({ jobSource, seed: 1, backend: 'tensorflow', runtime, mode });
for (const [step, size] of [32, 32, 5].entries()) {
  await engine.compute({
    update: 0,
    parity: step % 2,
    batch: randomBatch(jobSource, size, step),
    weight: 1,
    place: { step, first: 0 },
  });
  await engine.apply(0, step % 2, 0.05);
}
stdout.write(`done: ${engine.info.mode}\n`, () => process.exit(0));
