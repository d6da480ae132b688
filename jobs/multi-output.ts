import { defineJob, mnist } from 'lockstep';

const source = mnist({ flatten: true });
const [image] = source.inputs;

/** Two outputs with a loss each: which digit it is, and the picture itself, drawn anew. */
export default defineJob({
  name: 'multi-output',
  data: { ...source, targets: [source.targets[0]!, { ...image!, name: 'picture' }] },
  model: (tf) => {
    const input = tf.input({ shape: [784], name: 'image' });
    const shared = tf.layers.dense({ units: 128, activation: 'relu' }).apply(input);
    const digit = tf.layers.dense({ units: 10, activation: 'softmax', name: 'digit' }).apply(shared);
    const picture = tf.layers.dense({ units: 784, activation: 'sigmoid', name: 'picture' }).apply(shared);
    return tf.model({ inputs: input, outputs: [digit, picture] as (typeof input)[] });
  },
  optimizer: (tf) => tf.train.adam(0.001),
  loss: ['categoricalCrossentropy', 'meanSquaredError'],
  metrics: ['meanAbsoluteError'],
  batchSize: 128,
  epochs: 3,
});
