import { defineJob, text } from 'lockstep';

const WORDS = 1000;

/** Whether a review praises or blames. Words become ids, ids become vectors, and the model takes their mean. */
export default defineJob({
  name: 'my-job',
  data: text('data/reviews.csv', { text: 'review', target: 'sentiment', tokens: WORDS, length: 40 }),
  model: (tf, data) =>
    tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: WORDS, outputDim: 16, inputLength: data.inputs[0]!.shape[0]! }),
        tf.layers.globalAveragePooling1d({}),
        tf.layers.dense({ units: 16, activation: 'relu' }),
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
