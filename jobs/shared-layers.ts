import type { SymbolicTensor } from '@tensorflow/tfjs';
import { defineJob, mnistPairs } from 'lockstep';

/** A siamese network: both pictures go through the same layers; do they show the same digit? */
export default defineJob({
  name: 'shared-layers',
  data: mnistPairs(),
  model: (tf) => {
    const left = tf.input({ shape: [784], name: 'left' });
    const right = tf.input({ shape: [784], name: 'right' });
    const encoder = tf.sequential({
      name: 'encoder',
      layers: [
        tf.layers.dense({ units: 256, activation: 'relu', inputShape: [784] }),
        tf.layers.dense({ units: 64, activation: 'relu' }),
      ],
    });
    const sides = [left, right].map((side) => encoder.apply(side) as SymbolicTensor);
    const merged = tf.layers
      .concatenate()
      .apply([...sides, tf.layers.multiply().apply(sides) as SymbolicTensor]);
    const hidden = tf.layers.dense({ units: 64, activation: 'relu' }).apply(merged);
    const same = tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'same' }).apply(hidden);
    return tf.model({ inputs: [left, right], outputs: same as SymbolicTensor });
  },
  optimizer: (tf) => tf.train.adam(0.001),
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 4,
});
