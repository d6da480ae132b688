import { defineJob, mnist, schedules, settings } from 'lockstep';

/** What `--set units=32` changes. */
const { units, rate } = settings({ units: 512, rate: 0.001 });

/** The first network of the lecture: two dense layers on 28x28 digits. */
export default defineJob({
  name: 'mnist-mlp',
  data: mnist({ flatten: true }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units, activation: 'relu', inputShape: [784] }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  // Keras 2's epsilon of 1e-7 stands outside the square root; the one here, as Keras 3's, inside.
  optimizer: (tf) => tf.train.rmsprop(rate, 0.9, 0, 1e-14),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  // Smaller steps in the last epoch: without, the test accuracy depends on the seed by half a percent.
  schedule: schedules.stepDecay({ epochs: 4, factor: 0.2 }),
  batchSize: 128,
  epochs: 5,
});
