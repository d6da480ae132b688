import { defineJob, mnist } from 'lockstep';

/** The first network of the lecture: two dense layers on 28x28 digits. */
export default defineJob({
  name: 'mnist-mlp',
  data: mnist({ flatten: true }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 512, activation: 'relu', inputShape: [784] }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.rmsprop(0.001),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 5,
});
