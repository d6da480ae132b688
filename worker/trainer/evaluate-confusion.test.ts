/** The confusion matrix of an evaluation, over one rank and over three with uneven shares, beside a count by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Batch, HeldOut } from '../../api/data.ts';
import { sfc32 } from '../../base/random.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { runtime } from '../../test/support/engines.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { errorsOf } from './confusion.ts';
import { evaluateSplit } from './evaluate.ts';

/** Three blocks of an evaluation, the last one smaller. */
const SAMPLES = 1_203;
const STEPS = 3;

/** A sample of a job whose model puts out its very inputs. */
interface Sample {
  readonly outputs: readonly number[];
  readonly target: readonly number[];
  readonly weight: number;
  /** What it counts: (true, predicted) class and how much, written down while it was drawn. */
  readonly counts: readonly (readonly [truth: number, said: number, count: number])[];
}

interface Case {
  readonly classes: number;
  readonly shape: readonly number[];
  readonly target: string;
  readonly says: string;
  draw(random: () => number): Sample;
}

const below = (random: () => number, end: number) => Math.floor(end * random());
/** Outputs of which `said` is the likeliest. */
const favouring = (said: number, classes: number, random: () => number) =>
  Array.from({ length: classes }, (_, k) => (k === said ? 2 : random()));
const WEIGHTS = [0, 0.5, 1, 3];

const CASES: Record<string, Case> = {
  'one-hot targets': {
    classes: 3,
    shape: [3],
    target: `{ shape: [3], encoding: { kind: 'oneHot', depth: 3 } }`,
    says: `loss: 'categoricalCrossentropy', metrics: ['accuracy']`,
    draw(random) {
      const [truth, said] = [below(random, 3), below(random, 3)];
      const target = [0, 1, 2].map((k) => Number(k === truth));
      return {
        outputs: favouring(said, 3, random),
        target,
        weight: below(random, 4),
        counts: [[truth, said, 1]],
      };
    },
  },
  'numbers of classes': {
    classes: 5,
    shape: [5],
    target: `{ shape: [1], encoding: { kind: 'ids' } }`,
    says: `loss: 'sparseCategoricalCrossentropy'`,
    draw(random) {
      const [truth, said] = [below(random, 5), below(random, 5)];
      return { outputs: favouring(said, 5, random), target: [truth], weight: 1, counts: [[truth, said, 1]] };
    },
  },
  'yes or no, by weight where the accuracy is': {
    classes: 2,
    shape: [1],
    target: `{ shape: [1], encoding: { kind: 'scale', scale: 1 } }`,
    says: `loss: 'binaryCrossentropy', weightedMetrics: ['accuracy']`,
    draw(random) {
      const [truth, said] = [below(random, 2), below(random, 2)];
      const weight = WEIGHTS[below(random, 4)]!;
      // At the threshold is below it.
      return { outputs: [said === 1 ? 0.75 : 0.5], target: [truth], weight, counts: [[truth, said, weight]] };
    },
  },
  'a class a step, where a mask leaves one': {
    classes: 4,
    shape: [STEPS, 4],
    target: `{ shape: [${STEPS}], encoding: { kind: 'ids' } }`,
    says: `loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy']`,
    draw(random) {
      const steps = Array.from({ length: STEPS }, () => ({
        truth: below(random, 4),
        said: below(random, 4),
        isMasked: random() < 0.3,
      }));
      return {
        // The masking layer leaves out steps whose inputs are all -1.
        outputs: steps.flatMap(({ said, isMasked }) =>
          isMasked ? [-1, -1, -1, -1] : favouring(said, 4, random),
        ),
        target: steps.map(({ truth }) => truth),
        weight: 1,
        counts: steps.flatMap(({ truth, said, isMasked }) => (isMasked ? [] : [[truth, said, 1] as const])),
      };
    },
  },
};

const sourceOf = ({ shape, target, says }: Case) => `
const of = (name, rest) => ({ name, column: name, shape: [1], encoding: { kind: 'scale', scale: 1 }, ...rest });
module.exports.default = {
  name: 'given', batchSize: 8, epochs: 1,
  data: {
    name: 'none', loader: { kind: 'custom', load() {} },
    inputs: [of('x', { shape: [${shape}] })], targets: [of('y', ${target})], weights: [of('w', {})],
  },
  model: (tf) => tf.sequential({ layers: [
    tf.layers.masking({ maskValue: -1, inputShape: [${shape}] }),
    tf.layers.dense({ units: ${shape.at(-1)}, useBias: false, kernelInitializer: 'identity' }),
  ] }),
  optimizer: (tf) => tf.train.sgd(0.1), ${says},
};`;

describe.each(['cpu', 'tensorflow'] as const)('on %s', (backend) => {
  describe.each(Object.entries(CASES))('%s', (_, given) => {
    let engine: LocalEngine | undefined;
    beforeAll(async () => {
      if (backend === 'tensorflow' && !runtime) return;
      const more = backend === 'tensorflow' ? { runtime, mode: 'compiled' as const } : {};
      engine = await LocalEngine.create({ jobSource: sourceOf(given), seed: 1, backend, ...more });
    });
    afterAll(() => engine?.close());

    test.skipIf(backend === 'tensorflow' && !runtime)(
      'is what a count by hand gives (needs TensorFlow)',
      async () => {
        const random = sfc32(1, given.classes);
        const samples = Array.from({ length: SAMPLES }, () => given.draw(random));
        const expected = new Array<number>(given.classes ** 2).fill(0);
        for (const [truth, said, count] of samples.flatMap(({ counts }) => counts))
          expected[truth * given.classes + said]! += count;
        const isIds = given.target.includes("'ids'");
        const heldOutBatch = async (_: HeldOut, start: number, end: number) => {
          const some = samples.slice(start, end);
          const batch: Batch = {
            size: some.length,
            inputs: [Float32Array.from(some.flatMap(({ outputs }) => outputs))],
            targets: [(isIds ? Int32Array : Float32Array).from(some.flatMap(({ target }) => target))],
            weights: [Float32Array.from(some, ({ weight }) => weight)],
          };
          return { batch, release: () => undefined };
        };
        for (const worldSize of [1, 3]) {
          const ranks = MemoryTransport.mesh(worldSize).map((transport) => {
            const feed = { lengthOf: () => SAMPLES, heldOutBatch };
            const context = { engine, transport, feed } as unknown as Parameters<typeof evaluateSplit>[0];
            const watch = { signal: new AbortController().signal, again: () => undefined };
            return evaluateSplit(context, 'validation', 'val_', 0, watch);
          });
          for (const { confusions, logs } of await Promise.all(ranks)) {
            expect(confusions).toEqual([{ place: 0, counts: expected }]);
            const right = expected.filter((_, cell) => cell % (given.classes + 1) === 0);
            const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
            if ('val_accuracy' in logs)
              expect(logs.val_accuracy).toBeCloseTo(total(right) / total(expected), 6);
          }
        }
      },
    );
  });
});

test.each([
  ['a regression', `loss: 'meanSquaredError'`, 3],
  ['answers that are each yes or no', `loss: 'binaryCrossentropy', metrics: ['accuracy']`, 3],
  ['51 classes', `loss: 'categoricalCrossentropy', metrics: ['accuracy']`, 51],
])('%s has no matrix', async (_, says, width) => {
  const target = `{ shape: [${width}], encoding: { kind: 'scale', scale: 1 } }`;
  const jobSource = sourceOf({ ...CASES['one-hot targets']!, shape: [width], target, says });
  const engine = await LocalEngine.create({ jobSource, seed: 1, backend: 'cpu' });
  expect(engine.evaluation.filter((name) => name.startsWith('/'))).toEqual([]);
  await engine.close();
});

test('two outputs have a matrix each, by their names; the third, of numbers, has none', async () => {
  const of = (name: string, rest: string) =>
    `{ name: '${name}', column: '${name}', shape: [1], encoding: { kind: 'scale', scale: 1 }, ...${rest} }`;
  const jobSource = `
module.exports.default = {
  name: 'given', batchSize: 8, epochs: 1,
  data: {
    name: 'none', loader: { kind: 'custom', load() {} }, inputs: [${of('x', '{ shape: [3] }')}, ${of('y', '{}')}],
    targets: [${of('k', "{ shape: [], encoding: { kind: 'ids' } }")}, ${of('n', '{ shape: [3] }')}, ${of('b', '{ shape: [1] }')}],
  },
  model: (tf) => {
    const [x, y] = [tf.input({ shape: [3] }), tf.input({ shape: [1] })];
    const of = (name, units, input) =>
      tf.layers.dense({ units, name, useBias: false, kernelInitializer: 'identity' }).apply(input);
    return tf.model({ inputs: [x, y], outputs: [of('kind', 3, x), of('numbers', 3, x), of('large', 1, y)] });
  },
  optimizer: (tf) => tf.train.sgd(0.1),
  loss: ['sparseCategoricalCrossentropy', 'meanSquaredError', 'binaryCrossentropy'],
};`;
  const engine = await LocalEngine.create({ jobSource, seed: 1, backend: 'cpu' });
  // The third output says the first number.
  const samples = [
    { x: [0.8, 0.1, 0.1], k: 0, b: 1 },
    { x: [0.2, 0.7, 0.1], k: 2, b: 1 },
    { x: [0.1, 0.1, 0.8], k: 2, b: 0 },
  ];
  const batch: Batch = {
    size: 3,
    inputs: [Float32Array.from(samples.flatMap(({ x }) => x)), Float32Array.from(samples, ({ x }) => x[0]!)],
    targets: [
      Int32Array.from(samples, ({ k }) => k),
      new Float32Array(9),
      Float32Array.from(samples, ({ b }) => b),
    ],
    weights: [],
  };
  const feed = { lengthOf: () => 3, heldOutBatch: async () => ({ batch, release: () => undefined }) };
  const [transport] = MemoryTransport.mesh(1);
  const context = { engine, transport, feed } as unknown as Parameters<typeof evaluateSplit>[0];
  const watch = { signal: new AbortController().signal, again: () => undefined };
  const { confusions } = await evaluateSplit(context, 'validation', 'val_', 0, watch);
  expect(confusions).toEqual([
    { place: 0, output: 'kind', counts: [1, 0, 0, 0, 0, 0, 0, 1, 1] },
    { place: 2, output: 'large', counts: [1, 0, 1, 1] },
  ]);
  const choices = [
    { place: 0, classes: 3 },
    { place: 2, classes: 2 },
  ];
  const errors = await errorsOf(context, choices, 0, watch);
  expect(errors.map(({ counts }) => counts)).toEqual(confusions!.map(({ counts }) => counts));
  expect(errors.map(({ mistakes }) => mistakes.map(({ truth, predicted }) => [truth, predicted]))).toEqual([
    [[2, 1]],
    [[1, 0]],
  ]);
  await engine.close();
});
