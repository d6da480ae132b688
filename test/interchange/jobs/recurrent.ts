import type { RNN } from '@tensorflow/tfjs';
import { defineJob, imdb } from 'lockstep';

/** Wrappers around recurrent layers. */
export default defineJob({
  name: 'recurrent',
  data: imdb({ numWords: 500, maxLen: 12 }),
  model: (tf) => {
    const lstm = tf.layers.lstm({ units: 3, returnSequences: true, recurrentActivation: 'sigmoid' }) as RNN;
    return tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 500, outputDim: 4, inputLength: 12 }),
        tf.layers.bidirectional({ layer: lstm, mergeMode: 'concat' }),
        tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4 }) }),
        tf.layers.simpleRNN({ units: 3 }),
        tf.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    });
  },
  optimizer: (tf) => tf.train.sgd(0.1),
  loss: 'binaryCrossentropy',
  batchSize: 8,
  epochs: 1,
});
