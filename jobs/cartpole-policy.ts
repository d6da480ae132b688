import type { Tensor } from '@tensorflow/tfjs';
import { type Column, callbacks, defineJob, schedules, sfc32 } from 'lockstep';

/** Steps after which an episode is won. */
const LIMIT = 200;
const DISCOUNT = 0.99;
const EPISODES = 640;
const TEST_EPISODES = 100;

/** Pole and cart of Barto, Sutton and Anderson (1983), as OpenAI Gym has them; Euler steps of 20 ms. */
function advance([x, speed, angle, turn]: number[], right: boolean): number[] {
  const force = right ? 10 : -10;
  const [sin, cos] = [Math.sin(angle!), Math.cos(angle!)];
  const push = (force + 0.05 * turn! * turn! * sin) / 1.1;
  const turning = (9.8 * sin - cos * push) / (0.5 * (4 / 3 - (0.1 * cos * cos) / 1.1));
  const acceleration = push - (0.05 * turning * cos) / 1.1;
  return [x! + 0.02 * speed!, speed! + 0.02 * acceleration, angle! + 0.02 * turn!, turn! + 0.02 * turning];
}

const fallen = ([x, , angle]: number[]) => Math.abs(x!) > 2.4 || Math.abs(angle!) > Math.PI / 15;

interface Episode {
  state: number[];
  over: boolean;
  readonly seen: number[][];
  readonly pushedRight: boolean[];
}

/** Plays one episode for each seed, all at once, and pushes right with the probabilities that `policy` gives. */
function play(
  seeds: ArrayLike<number>,
  policy: (states: number[][]) => ArrayLike<number>,
  draw: () => number,
): Episode[] {
  const episodes = Array.from(seeds, (seed): Episode => {
    const random = sfc32(seed, 1);
    const state = [0, 0, 0, 0].map(() => 0.1 * random() - 0.05);
    return { state, over: false, seen: [], pushedRight: [] };
  });
  for (let step = 0; step < LIMIT; step++) {
    const going = episodes.filter(({ over }) => !over);
    if (going.length === 0) break;
    const chances = policy(going.map(({ state }) => state));
    for (const [i, episode] of going.entries()) {
      const right = draw() < chances[i]!;
      episode.seen.push(episode.state);
      episode.pushedRight.push(right);
      episode.state = advance(episode.state, right);
      episode.over = fallen(episode.state);
    }
  }
  return episodes;
}

/** What each step of an episode was worth: the discounted number of steps that came after it. */
function worth({ seen }: Episode): number[] {
  const values: number[] = [];
  for (let i = seen.length - 1; i >= 0; i--) values[i] = 1 + DISCOUNT * (values[i + 1] ?? 0);
  return values;
}

const seeds = (count: number, first: number): Column => ({
  name: 'seed',
  type: 'int32',
  shape: [],
  values: Int32Array.from({ length: count }, (_, i) => first + i),
});

/** Policy gradient (REINFORCE): the "samples" are seeds of environments, each worker plays its share. */
export default defineJob({
  name: 'cartpole-policy',
  data: {
    name: 'cartpole',
    inputs: [{ name: 'seed', column: 'seed', shape: [], encoding: { kind: 'ids' } }],
    targets: [],
    loader: {
      kind: 'custom',
      load: async () => ({
        name: 'cartpole',
        provenance: `${EPISODES} simulated cart-poles`,
        substitute: false,
        train: { length: EPISODES, columns: [seeds(EPISODES, 0)] },
        test: { length: TEST_EPISODES, columns: [seeds(TEST_EPISODES, 1_000_000)] },
      }),
    },
  },
  program: (tf) => {
    const policy = tf.sequential({
      name: 'policy',
      layers: [
        tf.layers.dense({ units: 32, activation: 'tanh', inputShape: [4] }),
        tf.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    });
    const chances = (states: number[][]) =>
      tf.tidy(() => (policy.predict(tf.tensor2d(states)) as Tensor).dataSync());

    return {
      models: { policy },
      updates: [
        {
          name: 'policy',
          trains: [policy],
          optimizer: tf.train.adam(0.01),
          prepare: ({ seed }) => {
            const random = sfc32(tf.randomUniform([1], 0, 2 ** 30, 'float32').dataSync()[0]!, 1);
            const episodes = play(seed!.dataSync(), chances, random);
            const values = episodes.flatMap(worth);
            const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
            const spread = Math.sqrt(
              values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
            );
            return {
              states: tf.tensor2d(episodes.flatMap(({ seen }) => seen)),
              right: tf.tensor2d(
                episodes.flatMap(({ pushedRight }) => pushedRight.map((right) => [Number(right)])),
              ),
              advantages: tf.tensor2d(values.map((value) => [(value - mean) / (spread + 1e-6)])),
              steps: tf.tensor1d(episodes.map(({ seen }) => seen.length)),
            };
          },
          loss: ({ states, right, advantages, steps }) => {
            const p = (policy.apply(states!) as Tensor).clipByValue(1e-6, 1 - 1e-6);
            const chosen = right!.mul(p).add(tf.scalar(1).sub(right!).mul(tf.scalar(1).sub(p)));
            return { loss: chosen.log().mul(advantages!).mean().neg(), metrics: { return: steps! } };
          },
        },
      ],
      evaluate: ({ seed }) => {
        const surer = (states: number[][]) => Array.from(chances(states), (chance) => (chance > 0.5 ? 1 : 0));
        const steps = play(seed!.dataSync(), surer, () => 0.5).map(({ seen }) => seen.length);
        return { loss: tf.scalar(0), metrics: { return: tf.tensor1d(steps) } };
      },
    };
  },
  schedule: schedules.cosineDecay({ floor: 0.1 }),
  // Policies come and go; the best one is kept.
  callbacks: [
    callbacks.earlyStopping({ monitor: 'val_return', mode: 'max', patience: 5, restoreBest: true }),
  ],
  batchSize: 16,
  epochs: 6,
});
