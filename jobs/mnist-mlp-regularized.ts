import { defineJob, mnist } from 'lockstep';

/** Against overfitting: a penalty on large weights, and dropout. Compare its curves with mnist-mlp's. */
export default defineJob({
  name: 'mnist-mlp-regularized',
  data: mnist({ flatten: true }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          units: 512,
          activation: 'relu',
          inputShape: [784],
          kernelRegularizer: tf.regularizers.l2({ l2: 0.001 }),
        }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  // Keras 2's epsilon of 1e-7 stands outside the square root; the one here, as Keras 3's, inside.
  optimizer: (tf) => tf.train.rmsprop(0.001, 0.9, 0, 1e-14),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 5,
});
