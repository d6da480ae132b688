import { defineJob, mnist } from 'lockstep';

const source = mnist({ flatten: true });

/** Pixels as words: of 20,000 rows of its embedding, a step touches a few. */
export default defineJob({
  name: 'pixel-words',
  data: { ...source, inputs: [{ ...source.inputs[0]!, encoding: { kind: 'ids' } }] },
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 20_000, outputDim: 16, inputLength: 784 }),
        tf.layers.globalAveragePooling1d({}),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.01),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 40,
  epochs: 2,
});
