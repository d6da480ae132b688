import { defineJob, mnist } from 'lockstep';

/** Synchronized batch normalization, and nothing in it that rounding could tip over. */
export default defineJob({
  name: 'normalized',
  data: mnist({ flatten: true }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 24, inputShape: [784] }),
        tf.layers.batchNormalization(),
        tf.layers.activation({ activation: 'tanh' }),
        tf.layers.dense({ units: 16, activation: 'tanh' }),
        tf.layers.batchNormalization(),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.sgd(0.05),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  syncBatchNorm: true,
  batchSize: 40,
  epochs: 2,
});
