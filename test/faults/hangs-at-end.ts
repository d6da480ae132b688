import type { Tensor } from '@tensorflow/tfjs';
import { defineJob, mnist } from 'lockstep';

/** A classifier that is asked for its predictions at the end of the run, and hangs in them where `HANG` is set. */
export default defineJob({
  name: 'hangs-at-end',
  data: mnist({ flatten: true }),
  program: (tf) => {
    const layers = [tf.layers.dense({ units: 10, activation: 'softmax', inputShape: [784] })];
    const model = tf.sequential({ layers });
    const digit = (image?: Tensor) => model.apply(image!) as Tensor;
    return {
      models: { model },
      updates: [
        {
          name: 'classifier',
          trains: [model],
          optimizer: tf.train.sgd(0.1),
          loss: ({ image, label }) => ({
            loss: tf.metrics.categoricalCrossentropy(label!, digit(image)).mean(),
          }),
        },
      ],
      predict: ({ image }) => {
        if (process.env.HANG) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        return { digit: digit(image) };
      },
    };
  },
  batchSize: 40,
  epochs: 1,
});
