import { csv, defineJob } from 'lockstep';

/** A table of one's own: the species of a penguin by its measures (Horst, Hill and Gorman, 2020; CC0). */
export default defineJob({
  name: 'penguins',
  data: csv('penguins.csv', {
    target: 'species',
    inputs: ['island', 'bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'],
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
  batchSize: 32,
  epochs: 10,
});
