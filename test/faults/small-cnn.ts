import { defineJob, mnist } from 'lockstep';

/** Small, so that what is measured is recovery and not arithmetic. */
export default defineJob({
  name: 'small-cnn',
  data: mnist(),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 8,
          kernelSize: 3,
          strides: 2,
          activation: 'relu',
          inputShape: [28, 28, 1],
        }),
        tf.layers.conv2d({ filters: 16, kernelSize: 3, strides: 2, activation: 'relu' }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: 0.2 }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.001),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 40,
  epochs: 4,
});
