import { csv, defineJob } from 'lockstep';
import model from './model.keras';

/** Goes on with a model that Keras has saved; `npx lockstep export runs/<run> model.keras` gives it back. */
export default defineJob({
  name: 'my-job',
  data: csv('data/penguins.csv', {
    target: 'species',
    inputs: ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'],
    // Two birds have no measures.
    onBadRow: 'skip',
  }),
  model,
  optimizer: (tf) => tf.train.adam(0.01),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  // The global batch: more workers change the speed, not the mathematics.
  batchSize: 32,
  epochs: 10,
});
