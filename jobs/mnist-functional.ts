import { defineJob, mnist } from 'lockstep';

/** The first network of the lecture again, written with the functional API: tensors go through layers. */
export default defineJob({
  name: 'mnist-functional',
  data: mnist({ flatten: true }),
  model: (tf) => {
    const image = tf.input({ shape: [784], name: 'image' });
    const hidden = tf.layers.dense({ units: 512, activation: 'relu', name: 'hidden' });
    const digit = tf.layers.dense({ units: 10, activation: 'softmax', name: 'digit' });
    const output = digit.apply(hidden.apply(image)) as ReturnType<typeof tf.input>;
    return tf.model({ inputs: image, outputs: output });
  },
  // Keras 2's epsilon of 1e-7 stands outside the square root; the one here, as Keras 3's, inside.
  optimizer: (tf) => tf.train.rmsprop(0.001, 0.9, 0, 1e-14),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 5,
});
