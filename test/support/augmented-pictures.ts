import { augment, defineJob, records, sfc32 } from 'lockstep';
import { pace } from './pace.ts';

/** Pictures of four kinds, one of them rare; as a user's own data, augmented in every way. */
const SIDE = 8;
const SAMPLES = 500;
async function* pictures() {
  const random = sfc32(7, 0);
  for (let i = 0; i < SAMPLES; i++) {
    const kind = i % 10 === 0 ? 3 : i % 3;
    const x = Array.from({ length: SIDE }, (_, row) =>
      Array.from({ length: SIDE }, (_, column) => [0.2 * random() + 0.2 * ((row * kind + column) % 4)]),
    );
    yield { x, y: kind, weight: 0.5 + random() };
  }
}

export default defineJob({
  name: 'augmented-pictures',
  data: records(pictures, { task: 'classification', test: 0.1, validation: 0.1 }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [SIDE, SIDE, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 4, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.adam(0.005),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  weightedMetrics: ['accuracy'],
  classWeight: 'balanced',
  augment: [
    augment.flip('both'),
    augment.rotation(0.1),
    augment.zoom(0.2),
    augment.crop(1),
    augment.contrast(0.3),
    augment.mixup(0.3),
    augment.noise(0.02),
    (sample, draw) => {
      sample.inputs.x![Math.floor(SIDE * draw())] = draw();
      return sample;
    },
  ],
  callbacks: [pace],
  batchSize: 40,
  epochs: 4,
});
