import { defineJob } from 'lockstep';
import paced from './paced-digits.ts';

/** As `paced-digits`, with a gradient large enough for two levels. */
export default defineJob({
  ...paced,
  name: 'wide-digits',
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 64, activation: 'relu', inputShape: [784] }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
});
