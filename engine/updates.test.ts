/** Two updates that take turns on a layer that both train, each with slots of its own, beside float64 by hand. */
import { describe, expect, test } from 'vitest';
import { runtime } from '../test/support/engines.ts';
import { sliceBatch } from '../worker/trainer/micro-batches.ts';
import { LocalEngine, type LocalEngineOptions } from './local/local-engine.ts';

/** A generator k a z and a discriminator sigmoid(w k x): k is of both. The first loss goes by a gradient of the job's own. */
const source = (
  custom: boolean,
) => `const feature = (name) => ({ name, column: name, shape: [1], encoding: { kind: 'scale', scale: 1 } });
module.exports.default = {
  name: 'shared', batchSize: 4, epochs: 1,
  data: { name: 'd', inputs: [feature('x'), feature('z')], targets: [], loader: { kind: 'custom', load: async () => {} } },
  program: (tf) => {
    const shared = tf.layers.dense({ units: 1, useBias: false, name: 'k' });
    const own = (name) => tf.layers.dense({ units: 1, useBias: false, name });
    const input = () => tf.input({ shape: [1] });
    const [z, x] = [input(), input()];
    const g = tf.model({ inputs: z, outputs: shared.apply(own('a').apply(z)) });
    const d = tf.model({ inputs: x, outputs: own('w').apply(shared.apply(x)) });
    // softplus(u), whose slope is a sigmoid.
    const plain = (u) => u.softplus();
    const mine = tf.customGrad((u, save) => { save([u]); return { value: u.softplus(), gradFunc: (dy, [u]) => dy.mul(u.sigmoid()) }; });
    const soft = ${custom ? 'mine' : 'plain'};
    const real = (u) => soft(u.neg()), fake = (u) => soft(u);
    return {
      models: { g, d },
      updates: [
        { name: 'd', trains: [d], optimizer: tf.train.momentum(0.2, 0.9),
          loss: ({ x, z }) => ({ loss: real(d.apply(x)).add(fake(d.apply(g.apply(z)))).mean() }) },
        { name: 'g', trains: [g], optimizer: tf.train.momentum(0.1, 0.5),
          loss: ({ z }) => ({ loss: real(d.apply(g.apply(z))).mean() }) },
      ],
    };
  },
};`;

const X = [0.5, -1.25, 2, 0.75];
const Z = [1, -0.5, 0.25, -2];
const START = { k: 0.8, a: -0.6, w: 1.1 };

function byHand(steps: number) {
  const sigmoid = (u: number) => 1 / (1 + Math.exp(-u));
  const softplus = (u: number) => Math.log1p(Math.exp(u));
  const mean = (f: (x: number, z: number) => number) =>
    X.reduce((sum, x, i) => sum + f(x, Z[i]!), 0) / X.length;
  let { k, a, w } = START;
  const [ofD, ofG] = [
    { k: 0, w: 0 },
    { k: 0, a: 0 },
  ];
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    losses.push(mean((x, z) => softplus(-w * k * x) + softplus(w * k * k * a * z)));
    // u = w k x of real ones, v = w k^2 a z of generated ones.
    const [u, v] = [(x: number) => sigmoid(w * k * x) - 1, (z: number) => sigmoid(w * k * k * a * z)];
    const slopes = {
      w: mean((x, z) => u(x) * k * x + v(z) * k * k * a * z),
      k: mean((x, z) => u(x) * w * x + v(z) * 2 * w * k * a * z),
    };
    ofD.w = 0.9 * ofD.w - 0.2 * slopes.w;
    ofD.k = 0.9 * ofD.k - 0.2 * slopes.k;
    [w, k] = [w + ofD.w, k + ofD.k];
    losses.push(mean((_, z) => softplus(-w * k * k * a * z)));
    const back = (z: number) => sigmoid(w * k * k * a * z) - 1;
    const others = {
      a: mean((_, z) => back(z) * w * k * k * z),
      k: mean((_, z) => back(z) * 2 * w * k * a * z),
    };
    ofG.a = 0.5 * ofG.a - 0.1 * others.a;
    ofG.k = 0.5 * ofG.k - 0.1 * others.k;
    [a, k] = [a + ofG.a, k + ofG.k];
  }
  return { losses, weights: { k, a, w } };
}

type Where = Pick<LocalEngineOptions, 'backend' | 'runtime' | 'mode'>;
const ENGINES: Record<string, Where | undefined> = {
  compiled: runtime && { backend: 'tensorflow', runtime, mode: 'compiled' },
  'op by op': runtime && { backend: 'tensorflow', runtime, mode: 'eager' },
  cpu: { backend: 'cpu' },
};

async function trained(where: Where, custom: boolean, cuts: readonly number[], steps: number) {
  const engine = await LocalEngine.create({ jobSource: source(custom), seed: 1, ...where });
  try {
    const { tensors } = await engine.readState();
    const start = (name: string) => START[name.match(/\/([kaw])\//)?.[1] as keyof typeof START];
    const weights = tensors.filter(({ kind }) => kind === 'weight');
    await engine.writeState({
      tensors: weights.map((one) => ({ ...one, values: Float32Array.of(start(one.name)) })),
    });
    const batch = { size: 4, inputs: [Float32Array.from(X), Float32Array.from(Z)], targets: [] };
    const losses: number[] = [];
    for (let step = 0; step < steps; step++) {
      for (const [update, { learningRate }] of engine.updates.entries()) {
        const sum = new Float32Array(engine.flat(update, 0).length);
        for (const [i, first] of cuts.entries()) {
          const share = sliceBatch(batch, first, cuts[i + 1] ?? 4);
          await engine.compute({
            update,
            parity: 0,
            batch: share,
            weight: share.size / 4,
            place: { step, first },
          });
          for (const [n, value] of engine.flat(update, 0).entries()) sum[n]! += value;
        }
        losses.push(sum.at(-2)! / 4);
        engine.flat(update, 0).set(sum);
        await engine.apply(update, 0, learningRate);
      }
    }
    const after = (await engine.readState()).tensors.filter(({ kind }) => kind === 'weight');
    const value = (name: string) =>
      after.filter((one) => one.name.includes(`/${name}/`)).map(({ values }) => values[0]!);
    return { losses, k: value('k'), a: value('a'), w: value('w') };
  } finally {
    await engine.close();
  }
}

describe.each(Object.entries(ENGINES))('%s', (_, where) => {
  test.skipIf(!where).each([
    ['a gradient of the job, one worker', true, [0]],
    ['three workers', false, [0, 1, 3]],
  ] as const)('%s', async (_name, custom, cuts) => {
    const expected = byHand(5);
    const { losses, k, a, w } = await trained(where!, custom, cuts, 5);
    for (const [i, loss] of expected.losses.entries()) expect(losses[i]).toBeCloseTo(loss, 5);
    // The shared weight is in both models, and the same in both.
    expect(k.length).toBe(2);
    for (const [values, value] of [
      [k, expected.weights.k],
      [a, expected.weights.a],
      [w, expected.weights.w],
    ] as const) {
      for (const one of values) expect(one).toBeCloseTo(value, 5);
    }
  });
});
