import { type Callback, defineJob, mnist } from 'lockstep';

/** So small a model that a step is all but free, at a pace at which a test can strike in the middle of a run (`Cluster` slows it further). */
const PACE_MS = Number(process.env.LOCKSTEP_TEST_PACE_MS ?? 20);
const clock = new Int32Array(new SharedArrayBuffer(4));

const pace: Callback<null> = {
  name: 'pace',
  initial: null,
  onStep(state) {
    Atomics.wait(clock, 0, 0, PACE_MS);
    return { state };
  },
};

export default defineJob({
  name: 'paced-digits',
  data: mnist({ flatten: true }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 16, activation: 'relu', inputShape: [784] }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.005),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  callbacks: [pace],
  batchSize: 40,
  epochs: 4,
});
