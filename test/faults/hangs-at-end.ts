import type { Tensor } from '@tensorflow/tfjs';
import { defineJob, mnist } from 'lockstep';

/** More losses than an engine asks for before it trains. */
const PREPARED = 20;
let losses = 0;

/**
 * A classifier that is asked for its predictions at the end of the run. Where `HANG` is set it hangs in them once it has
 * trained, on an engine that calls the job at every step (`eager`).
 */
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
          loss: ({ image, label }) => {
            losses++;
            return { loss: tf.metrics.categoricalCrossentropy(label!, digit(image)).mean() };
          },
        },
      ],
      predict: ({ image }) => {
        if (process.env.HANG && losses > PREPARED)
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        return { digit: digit(image) };
      },
    };
  },
  batchSize: 40,
  epochs: 1,
});
