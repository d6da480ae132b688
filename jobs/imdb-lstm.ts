import { defineJob, imdb } from 'lockstep';

/** The lecture's recurrent network: is a film review positive or negative? */
export default defineJob({
  name: 'imdb-lstm',
  data: imdb({ numWords: 20_000, maxLen: 80 }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 20_000, outputDim: 128, inputLength: 80 }),
        tf.layers.lstm({ units: 128, dropout: 0.2, recurrentDropout: 0.2, recurrentActivation: 'sigmoid' }),
        tf.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.001),
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
  batchSize: 32,
  // In a third epoch it learns reviews by heart: the loss on the test data rises.
  epochs: 2,
});
