import { defineJob, sfc32 } from 'lockstep';

/** Hours that are seen, and hours that are foretold. */
const [PAST, FUTURE] = [72, 24];

/** Load of a power grid, hour by hour: a day's course, a weekend's calm, weather that stays a while, and noise. */
function load(hours: number, random: () => number): Float32Array {
  let weather = 0;
  return Float32Array.from({ length: hours }, (_, hour) => {
    const weekend = Math.floor(hour / 24) % 7 >= 5;
    const day = Math.sin((2 * Math.PI * (hour - 7)) / 24) + 0.4 * Math.sin((4 * Math.PI * (hour - 3)) / 24);
    weather = 0.98 * weather + 0.2 * (random() - 0.5);
    return (weekend ? 0.5 : 1) * day + weather + 0.1 * (random() - 0.5);
  });
}

/** The clock and the calendar, which are known of the future too. */
function calendar(hour: number): number[] {
  const angle = (2 * Math.PI * (hour % 24)) / 24;
  return [Math.sin(angle), Math.cos(angle), Math.floor(hour / 24) % 7 >= 5 ? 1 : 0];
}

/** Windows that begin at any hour of a year. */
function windows(length: number, seed: number) {
  const random = sfc32(seed, 24);
  const series = load(365 * 24, random);
  const past = new Float32Array(length * PAST * 4);
  const ahead = new Float32Array(length * FUTURE * 3);
  const load24 = new Float32Array(length * FUTURE);
  for (let i = 0; i < length; i++) {
    const start = Math.floor(random() * (series.length - PAST - FUTURE));
    for (let k = 0; k < PAST; k++) past.set([series[start + k]!, ...calendar(start + k)], 4 * (i * PAST + k));
    for (let k = 0; k < FUTURE; k++) ahead.set(calendar(start + PAST + k), 3 * (i * FUTURE + k));
    load24.set(series.subarray(start + PAST, start + PAST + FUTURE), i * FUTURE);
  }
  const column = (name: string, shape: readonly number[], values: Float32Array) =>
    ({ name, type: 'float32', shape, values }) as const;
  return {
    length,
    columns: [
      column('past', [PAST, 4], past),
      column('ahead', [FUTURE, 3], ahead),
      column('load', [FUTURE, 1], load24),
    ],
  };
}

const feature = (name: string, shape: readonly number[]) =>
  ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } }) as const;

/** Sequence to sequence (Sutskever et al., 2014): one LSTM reads three days, its state begins another that writes one. */
export default defineJob({
  name: 'series-seq2seq',
  data: {
    name: 'load',
    inputs: [feature('past', [PAST, 4]), feature('ahead', [FUTURE, 3])],
    targets: [feature('load', [FUTURE, 1])],
    loader: {
      kind: 'custom',
      load: async () => ({
        name: 'load',
        provenance: 'generated load of a power grid',
        substitute: false,
        train: windows(8_000, 1),
        test: windows(1_000, 2),
      }),
    },
  },
  model: (tf) => {
    type Tensor = ReturnType<typeof tf.input>;
    const past = tf.input({ shape: [PAST, 4], name: 'past' });
    const ahead = tf.input({ shape: [FUTURE, 3], name: 'ahead' });
    const reader = tf.layers.lstm({ units: 48, returnState: true, name: 'reader' });
    const [, ...state] = reader.apply(past) as Tensor[];
    const writer = tf.layers.lstm({ units: 48, returnSequences: true, name: 'writer' });
    const written = writer.apply(ahead, { initialState: state }) as Tensor;
    const load = tf.layers.dense({ units: 1, name: 'load' }).apply(written) as Tensor;
    return tf.model({ inputs: [past, ahead], outputs: load });
  },
  optimizer: (tf) => tf.train.adam(0.003),
  loss: 'meanSquaredError',
  metrics: ['meanAbsoluteError'],
  batchSize: 64,
  epochs: 10,
});
