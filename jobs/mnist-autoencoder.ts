import { defineJob, mnist } from 'lockstep';

const source = mnist({ flatten: true });

/** Squeezes a digit into 32 numbers and draws it again; the picture has the digits above their copies. */
export default defineJob({
  name: 'mnist-autoencoder',
  data: { ...source, targets: source.inputs.map((image) => ({ ...image, name: 'copy' })) },
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 128, activation: 'relu', inputShape: [784] }),
        tf.layers.dense({ units: 32, activation: 'relu', name: 'code' }),
        tf.layers.dense({ units: 128, activation: 'relu' }),
        tf.layers.dense({ units: 784, activation: 'sigmoid', name: 'copy' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.001),
  loss: 'binaryCrossentropy',
  metrics: ['meanSquaredError'],
  pictures: ({ image }, outputs, tf) => {
    const copies = Object.values(outputs)[0]!;
    return { reconstruction: tf.concat([image!.slice(0, 10), copies.slice(0, 10)]).reshape([-1, 28, 28]) };
  },
  batchSize: 128,
  epochs: 10,
});
