/** Synchronized batch normalization: ranks with shares of a batch beside one rank with all of it. */
import { describe, expect, test } from 'vitest';
import type { Batch } from '../api/data.ts';
import { allReduce } from '../collectives/index.ts';
import { randomBatch, runtime, withEngine } from '../test/support/engines.ts';
import { MemoryTransport } from '../test/support/memory-transport.ts';
import { sliceBatch } from '../worker/trainer/micro-batches.ts';
import { cut, RANK_SUM } from './compiled/segments.ts';
import type { Op, Trace } from './compiled/trace.ts';
import type { Engine, RankSum } from './engine.ts';
import type { LocalEngineOptions } from './local/local-engine.ts';

/** As compiled: the thread is a file of its own. */
const path = new URL('../dist/engine/thread/thread-engine.js', import.meta.url).href;
const { ThreadEngine } = (await import(path)) as typeof import('./thread/thread-engine.ts');
const { signal } = new AbortController();

/** Where tfjs itself has no gradient, but for the same the other way round. */
const CHANNELS_FIRST = [
  'tf.layers.permute({ dims: [3, 1, 2] })',
  'tf.layers.batchNormalization({ axis: 1 })',
];

const jobSource = (syncBatchNorm: boolean) => `const { mnist } = require('lockstep');
module.exports.default = {
  name: 'normalized', data: mnist(), batchSize: 8, epochs: 1, syncBatchNorm: ${syncBatchNorm},
  model: (tf) => tf.sequential({ layers: [
    tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 3, inputShape: [28, 28, 1] }),
    tf.layers.batchNormalization({ momentum: 0.9 }),
    tf.layers.activation({ activation: 'tanh' }),
    ${syncBatchNorm ? CHANNELS_FIRST.join() : CHANNELS_FIRST.toReversed().join().replace('axis: 1', '')},
    tf.layers.flatten(),
    tf.sequential({ layers: [tf.layers.dense({ units: 6, inputShape: [324] }), tf.layers.batchNormalization()] }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ] }),
  optimizer: (tf) => tf.train.momentum(0.05, 0.9),
  loss: 'categoricalCrossentropy', metrics: ['accuracy'],
};`;

type Where = Pick<LocalEngineOptions, 'backend' | 'runtime'>;

/** Two steps by as many ranks as there are shares; the summed flat buffers, and the state of each rank. */
async function walk(where: Where, synchronized: boolean, steps: readonly (readonly number[])[]) {
  const source = jobSource(synchronized);
  const world = steps[0]!.length;
  const engines: Engine[] = await Promise.all(
    Array.from({ length: world }, () => ThreadEngine.open({ jobSource: source, seed: 7, ...where }, signal)),
  );
  const mesh = MemoryTransport.mesh(world);
  const flats: Float32Array[] = [];
  for (const [step, shares] of steps.entries()) {
    const total = shares.reduce((sum, size) => sum + size, 0);
    const batch = randomBatch(source, total, 1 + step);
    const summed = await Promise.all(
      engines.map(async (engine, rank) => {
        const start = shares.slice(0, rank).reduce((sum, size) => sum + size, 0);
        const share: Batch = sliceBatch(batch, start, start + shares[rank]!);
        let count = 0;
        const sum: RankSum = (values) =>
          allReduce(mesh[rank]!, values, { step, bucket: 3 + (count++ % 2) }, signal);
        await engine.compute(
          { update: 0, parity: 0, batch: share, weight: share.size / total, place: { step, first: start } },
          world > 1 ? sum : undefined,
        );
        expect(count).toBe(world > 1 ? engine.updates[0]!.rankSums : 0);
        const flat = engine.flat(0, 0);
        await allReduce(mesh[rank]!, flat, { step, bucket: 0 }, signal);
        const copy = flat.slice();
        await engine.apply(0, 0, 0.05);
        return copy;
      }),
    );
    flats.push(summed[0]!);
  }
  const states = await Promise.all(engines.map((engine) => engine.readState()));
  await Promise.all(engines.map((engine) => engine.close()));
  return { flats, states: states.map(({ tensors }) => tensors.map(({ values }) => values)) };
}

/** @param least what rounding makes of 0 */
function expectClose(what: string, actual: Float32Array, expected: Float32Array, least = 1e-7): void {
  expect(actual.length).toBe(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = expected.reduce((most, value, k) => Math.max(most, Math.abs(actual[k]! - value)), 0);
  expect(worst, `${what} of scale ${scale}`).toBeLessThanOrEqual(1e-5 * scale + least);
}

const BACKENDS: [string, Where | undefined][] = [
  ['compiled on tensorflow (needs lockstep setup)', runtime && { backend: 'tensorflow', runtime }],
  ['op by op on cpu', { backend: 'cpu' }],
];

describe.each(BACKENDS)('%s', (_, where) => {
  test.skipIf(!where)(
    'uneven shares, and none, give the gradients and moving averages of the whole batch',
    async () => {
      const alone = await walk(where!, false, [[9], [4]]);
      for (const steps of [
        [[9], [4]],
        [
          [6, 3],
          [1, 3],
        ],
        [
          [4, 2, 3],
          [3, 0, 1],
        ],
      ]) {
        const { flats, states } = await walk(where!, true, steps);
        for (const [i, flat] of flats.entries()) expectClose(`step ${i} of ${steps}`, flat, alone.flats[i]!);
        for (const state of states) {
          expect(state).toEqual(states[0]);
          for (const [i, values] of state.entries())
            expectClose(`state ${i}`, values, alone.states[0]![i]!, 1e-5);
        }
      }
    },
  );

  test.skipIf(!where)(
    'a sum that fails fails the step with its own error, and the engine goes on',
    async () => {
      const source = jobSource(true);
      const engine = await ThreadEngine.open({ jobSource: source, seed: 7, ...where! }, signal);
      const batch = randomBatch(source, 4);
      const lost = new Error('a peer is lost');
      const failing = engine.compute(
        { update: 0, parity: 0, batch, weight: 0.5, place: { step: 0, first: 0 } },
        () => Promise.reject(lost),
      );
      await expect(failing).rejects.toBe(lost);
      expect((await engine.evaluate(batch)).at(-1)).toBe(4);
      await engine.close();
    },
  );
});

test.skipIf(!runtime)(
  'a residual block, whose branches do not wait for one another, is compiled (needs the runtime)',
  async () => {
    const source = `const { mnist } = require('lockstep');
module.exports.default = {
  name: 'residual', data: mnist(), batchSize: 8, epochs: 1, syncBatchNorm: true,
  model: (tf) => {
    const normalized = (x, options) =>
      tf.layers.batchNormalization().apply(tf.layers.conv2d({ padding: 'same', ...options }).apply(x));
    const input = tf.input({ shape: [28, 28, 1] });
    const start = normalized(input, { filters: 2, kernelSize: 5, strides: 4 });
    const long = normalized(tf.layers.reLU().apply(normalized(start, { filters: 4, kernelSize: 3, strides: 2 })), { filters: 4, kernelSize: 3 });
    const short = normalized(start, { filters: 4, kernelSize: 1, strides: 2 });
    const sum = tf.layers.add().apply([long, short]);
    const output = tf.layers.dense({ units: 10, activation: 'softmax' }).apply(tf.layers.flatten().apply(sum));
    return tf.model({ inputs: input, outputs: output });
  },
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'categoricalCrossentropy',
};`;
    const stepOf = (mode: 'compiled' | 'eager') =>
      withEngine(source, mode, async (engine) => {
        expect(engine.info.mode).toBe(mode);
        const lengths: number[] = [];
        await engine.compute(
          { update: 0, parity: 0, batch: randomBatch(source, 4), weight: 1, place: { step: 1, first: 0 } },
          (values) => lengths.push(values.length),
        );
        return { lengths, flat: engine.flat(0, 0).slice() };
      });
    const [compiled, eager] = [await stepOf('compiled'), await stepOf('eager')];
    expect(compiled.lengths).toEqual(eager.lengths);
    expectClose('flat', compiled.flat, eager.flat);
  },
);

test('a trace is cut at its sums, and what crosses a cut is kept', () => {
  const op = (name: string, inputs: number[], output: number, message = ''): Op => ({
    name,
    attributes: [{ name: 'message', kind: 'string', value: message }],
    inputs,
    outputs: [output],
  });
  // 0 is an input: 1 = square(0), 2 = sum(1), 3 = 1 + 2, 4 = sum(3), 5 = 4 * 1
  const ops = [
    op('Square', [0], 1),
    op(RANK_SUM, [1], 2, '0'),
    op('AddV2', [1, 2], 3),
    op(RANK_SUM, [3], 4, '1'),
    op('Mul', [4, 1], 5),
  ];
  const types = ops.concat(ops).map(() => ({ dtype: 1, shape: [] }));
  const trace: Trace = { types, inputs: new Map([['x', 0]]), constants: new Map(), ops, outputs: [3, 5] };
  const told = cut(trace, 2).map(({ trace: { inputs, ops, outputs }, outputs: gives, sums, keeps }) => ({
    ...{ inputs: [...inputs.keys()], ops: ops.map(({ name }) => name), outputs, gives, sums, keeps },
  }));
  expect(told).toEqual([
    { inputs: ['x'], ops: ['Square'], outputs: [1, 1], gives: [], sums: true, keeps: [1] },
    { inputs: ['kept1', 'sum0'], ops: ['AddV2'], outputs: [3, 3], gives: [0], sums: true, keeps: [] },
    { inputs: ['sum1', 'kept1'], ops: ['Mul'], outputs: [5], gives: [1], sums: false, keeps: [] },
  ]);
  expect(() => cut(trace, 1)).toThrow(/2 sums over the ranks, not 1/);
});

test('sums that do not wait for one another are made in the order of their numbers, wherever they stand', () => {
  const sum = (input: number, output: number, message: string): Op => ({
    ...{ name: RANK_SUM, inputs: [input], outputs: [output] },
    attributes: [{ name: 'message', kind: 'string', value: message }],
  });
  const ops = [sum(1, 3, '1'), sum(0, 2, '0')];
  const types = [0, 1, 2, 3].map(() => ({ dtype: 1, shape: [] }));
  const inputs = new Map([
    ['x', 0],
    ['y', 1],
  ]);
  const trace: Trace = { types, inputs, constants: new Map(), ops, outputs: [2, 3] };
  const told = cut(trace, 2).map(({ trace: { outputs }, outputs: gives }) => ({ outputs, gives }));
  expect(told).toEqual([
    { outputs: [0], gives: [] },
    { outputs: [2, 1], gives: [0] },
    { outputs: [3], gives: [1] },
  ]);
});
