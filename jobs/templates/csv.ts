import { csv, defineJob } from 'lockstep';

/** The species of a penguin by its measures. `npx lockstep data my-job.ts` shows what the model gets of the table. */
export default defineJob({
  name: 'my-job',
  data: csv('data/penguins.csv', {
    target: 'species',
    inputs: ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'],
    // Two birds have no measures.
    onBadRow: 'skip',
  }),
  model: (tf, data) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 32, activation: 'relu', inputShape: [...data.inputs[0]!.shape] }),
        tf.layers.dense({ units: data.classes.length, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.01),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  // The global batch: more workers change the speed, not the mathematics.
  batchSize: 32,
  epochs: 10,
});
