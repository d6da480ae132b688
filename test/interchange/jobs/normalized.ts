import { defineJob, mnist } from 'lockstep';

/** Batch normalization, in a nested model too. */
export default defineJob({
  name: 'normalized',
  data: mnist(),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, useBias: false, inputShape: [28, 28, 1] }),
        tf.layers.batchNormalization(),
        tf.layers.leakyReLU({ alpha: 0.1 }),
        tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2 }),
        tf.layers.flatten(),
        tf.sequential({
          layers: [
            tf.layers.dense({ units: 6, inputShape: [144] }),
            tf.layers.batchNormalization(),
            tf.layers.dense({ units: 5, activation: 'tanh' }),
          ],
        }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.sgd(0.1),
  loss: 'categoricalCrossentropy',
  syncBatchNorm: true,
  batchSize: 8,
  epochs: 1,
});
