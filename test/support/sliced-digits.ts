import { defineJob } from 'lockstep';
import paced from './paced-digits.ts';

/** As `paced-digits`, with a gradient that is summed in two slices, each large enough for two levels. */
export default defineJob({
  ...paced,
  name: 'sliced-digits',
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 64, activation: 'tanh', inputShape: [784] }),
        tf.layers.dense({ units: 4_096, activation: 'tanh' }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.sgd(0.01),
});
