import { defineJob, fashionMnist } from 'lockstep';
// A small convolutional network that Keras 3.15 trained on the digits of MNIST.
import digits from './data/digits.keras';

/** What has learned digits learns clothes: its convolutions stay as they are, and a new head is trained on them. */
export default defineJob({
  name: 'fine-tune',
  data: fashionMnist(),
  model: async (tf) => {
    const trained = await digits(tf);
    for (const layer of trained.layers) layer.trainable = false;
    const features = trained.getLayer('features').output as ReturnType<typeof tf.input>;
    const hidden = tf.layers.dense({ units: 64, activation: 'relu' }).apply(features);
    const label = tf.layers.dense({ units: 10, activation: 'softmax', name: 'label' }).apply(hidden);
    return tf.model({ inputs: trained.inputs, outputs: label as typeof features });
  },
  optimizer: (tf) => tf.train.adam(0.001),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 5,
});
