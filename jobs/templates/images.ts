import { defineJob, images } from 'lockstep';

/** Pictures in a folder for each class: data/digits/7/12.png is a seven. */
export default defineJob({
  name: 'my-job',
  data: images('data/digits', { size: [28, 28], channels: 1 }),
  model: (tf, data) =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 16,
          kernelSize: 3,
          activation: 'relu',
          inputShape: [...data.inputs[0]!.shape],
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu' }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: 0.25 }),
        tf.layers.dense({ units: data.classes.length, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.003),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  // The global batch: more workers change the speed, not the mathematics.
  batchSize: 32,
  epochs: 10,
});
