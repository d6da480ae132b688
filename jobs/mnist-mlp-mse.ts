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
  // Keras 2's epsilon of 1e-7 stands outside the square root; the one here, as Keras 3's, inside.
  optimizer: (tf) => tf.train.rmsprop(0.001, 0.9, 0, 1e-14),
  loss: 'meanSquaredError',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 5,
});
