import { defineJob, mnist } from 'lockstep';

/** The first network of the lecture, trained to the least squared error. */
export default defineJob({
  name: 'mnist-mlp-mse',
  data: mnist({ flatten: true }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 512, activation: 'relu', inputShape: [784] }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.rmsprop(0.001),
  loss: 'meanSquaredError',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 5,
});
