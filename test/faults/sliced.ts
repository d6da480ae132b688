import { defineJob, mnist } from 'lockstep';

/** Its second layer is large enough for a sum of its own, in two levels too; nothing in it that rounding could tip over. */
export default defineJob({
  name: 'sliced',
  data: mnist({ flatten: true }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 64, activation: 'tanh', inputShape: [784] }),
        tf.layers.dense({ units: 4_096, activation: 'tanh' }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.sgd(0.01),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 40,
  epochs: 2,
});
