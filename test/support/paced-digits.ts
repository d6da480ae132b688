import { defineJob, mnist } from 'lockstep';
import { pace } from './pace.ts';

/** So small a model that a step is all but free. */
export default defineJob({
  name: 'paced-digits',
  data: mnist({ flatten: true }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 16, activation: 'relu', inputShape: [784] }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.005),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  callbacks: [pace],
  batchSize: 40,
  epochs: 4,
});
