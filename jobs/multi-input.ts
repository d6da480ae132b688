import { defineJob, mnist } from 'lockstep';

const source = mnist();
const [image] = source.inputs;

/** Two inputs, merged: one branch looks at the digit as a picture, the other as a row of numbers. */
export default defineJob({
  name: 'multi-input',
  // The same column twice, in two shapes.
  data: {
    ...source,
    inputs: [
      { ...image!, name: 'picture' },
      { ...image!, name: 'numbers', shape: [784] },
    ],
  },
  model: (tf) => {
    const picture = tf.input({ shape: [28, 28, 1], name: 'picture' });
    const numbers = tf.input({ shape: [784], name: 'numbers' });
    const edges = tf.layers.conv2d({ filters: 8, kernelSize: 5, strides: 2, activation: 'relu' });
    const flat = tf.layers.flatten().apply(edges.apply(picture)) as typeof picture;
    const dense = tf.layers.dense({ units: 64, activation: 'relu' }).apply(numbers) as typeof picture;
    const merged = tf.layers.concatenate().apply([flat, dense]);
    const digit = tf.layers.dense({ units: 10, activation: 'softmax', name: 'digit' }).apply(merged);
    return tf.model({ inputs: [picture, numbers], outputs: digit as typeof picture });
  },
  optimizer: (tf) => tf.train.adam(0.001),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 3,
});
