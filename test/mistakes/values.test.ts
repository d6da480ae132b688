/** Where something else could be taken for what was meant: the values are those of Keras 3, or by hand. */
import { describe, expect, test } from 'vitest';
import { rehearse } from '../support/rehearse.ts';
import { SOUND } from './sound.ts';

const train = (fields: string) => rehearse(`${SOUND} export default defineJob({ ...sound, ${fields} });`);

test.each(['mse', 'MSE', 'mean_squared_error', 'MeanSquaredError', 'meanSquaredError'])(
  'the loss %s is the mean squared error',
  async (name) => {
    const { epochs } = await train(`loss: '${name}'`);
    // (1 + 4 + 9 + 16) / 4
    expect(epochs[0]!.loss).toBeCloseTo(7.5, 6);
  },
);

describe('targets [batch] beside outputs [batch, 1]', () => {
  const scalars = `data: source([x, column('y', [2, 4, 6, 8], { shape: [] })], [feature('x')], [feature('y', { shape: [] })])`;

  // Broadcast, they would be all pairs: 12.5.
  test.each([`'meanSquaredError'`, '(y, p) => y.sub(p).square()', '(y, p) => y.sub(p).square().mean(-1)'])(
    'are paired one by one in the loss %s',
    async (loss) => {
      const { epochs } = await train(
        `${scalars}, loss: ${loss}, metrics: ['mse', { name: 'own', value: (y, p) => y.sub(p).square() }]`,
      );
      expect(epochs[0]).toMatchObject({ loss: 7.5, mse: 7.5, own: 7.5 });
    },
  );
});

describe("'accuracy' beside a loss of one's own", () => {
  const hot = '[1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0]';
  const model = `model: (tf) => { lib = tf; return tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [3],
    activation: 'softmax', kernelInitializer: 'identity' })] }); }`;
  const loss = 'loss: (y, p) => lib.oneHot(y.flatten().toInt(), 3).mul(p.log()).sum(-1).neg()';

  // The greatest output is always the right one. An argmax over labels [batch, 1] would say 0 for all: 2 of 4.
  test.each(['[1]', '[]'])(
    'is that of labels that are numbers of classes, where the shapes %s say so',
    async (shape) => {
      const { epochs } = await rehearse(`${SOUND} let lib;
      const data3 = source([column('x', ${hot}, { shape: [3] }), { ...labels([0, 1, 2, 0]), shape: ${shape} }],
        [feature('x', { shape: [3] })], [feature('y', { shape: ${shape}, encoding: { kind: 'ids' } })]);
      export default defineJob({ ...sound, data: data3, ${model}, ${loss}, metrics: ['accuracy', 'crossentropy'], epochs: 1 });`);
      expect(epochs[0]!.accuracy).toBe(1);
      // -log(e / (e + 2))
      expect(epochs[0]!.crossentropy).toBeCloseTo(0.5514447, 6);
    },
  );
});

// Batches of two: the labels 0 and 1 of one of them would be taken for -1 and 1, the others as they are.
test('hinge labels are of the kind that all labels of the data say', async () => {
  const { epochs } = await train(
    `data: source([x, column('y', [-1, 0, 1, 0])], [feature('x')], [feature('y')]), loss: 'hinge', batchSize: 2,
     optimizer: (tf) => tf.train.sgd(0)`,
  );
  // max(0, 1 - y x): 2, 1, 0 and 1
  expect(epochs[0]!.loss).toBe(1);
});

test('lossWeights weigh the outputs in the loss, and their own losses stay as they are', async () => {
  const { epochs } = await train(`model: two, data: both, lossWeights: [2, 0.5]`);
  // a: 7.5; b: mean((x - 1)^2) = (0 + 1 + 4 + 9) / 4 = 3.5
  expect(epochs[0]).toMatchObject({ a_loss: 7.5, b_loss: 3.5, loss: 2 * 7.5 + 0.5 * 3.5 });
});

test('two outputs of one layer have a log each', async () => {
  const { epochs } = await train(`data: both, model: (tf) => {
    const input = tf.input({ shape: [1], name: 'x' });
    const layer = tf.layers.dense({ units: 1, name: 'one', kernelInitializer: 'ones' });
    return tf.model({ inputs: input, outputs: [layer.apply(input), layer.apply(layer.apply(input))] });
  }`);
  expect(epochs[0]).toMatchObject({ one_loss: 7.5, one_1_loss: 3.5, loss: 11 });
});

test('test columns may come in another order', async () => {
  const { epochs } = await train(
    `data: source([x, y], [feature('x')], [feature('y')], [y, x]), optimizer: (tf) => tf.train.sgd(0)`,
  );
  expect(epochs[0]).toMatchObject({ loss: 7.5, val_loss: 7.5 });
});

test('an input and a target may be made of one column, under two names', async () => {
  const { epochs } = await train(`data: source([x], [feature('x')], [feature('copy', { column: 'x' })])`);
  expect(epochs[0]!.loss).toBe(0);
});

test('a value that is not a number in the first epoch is not the best for ever', async () => {
  // w begins at -0.1 and comes near 2: the logarithm of x w is a number from epoch 2 on, and falls.
  const { epochs, weights, state } = await train(`epochs: 8, optimizer: (tf) => tf.train.sgd(0.001),
    model: (tf) => dense(tf, 1, { useBias: false, kernelInitializer: tf.initializers.constant({ value: -0.1 }) }),
    metrics: [{ name: 'log', value: (y, p) => p.log().sub(y.log()).square().mean(-1) }],
    callbacks: [callbacks.earlyStopping({ monitor: 'val_log', patience: 4, restoreBest: true }),
      callbacks.modelCheckpoint({ monitor: 'val_log' })]`);
  expect(epochs[0]!.val_log).toBeNaN();
  expect(epochs).toHaveLength(8);
  expect(state.bestStep).toBe(8);
  // w <- w + 0.001 * 15 (2 - w), eight times.
  expect(weights[0]![0]).toBeCloseTo(2 - 2.1 * 0.985 ** 8, 5);
});

test('two checkpoints of the best keep two files', async () => {
  // |w| doubles: val_loss is best after the first epoch, the negative one after the last.
  const { checkpoints } =
    await train(`epochs: 3, data: source([x, column('y', [0, 0, 0, 0])], [feature('x')], [feature('y')]),
    model: (tf) => dense(tf, 1, { useBias: false }), optimizer: (tf) => tf.train.sgd(0.2),
    metrics: [{ name: 'minus', value: (y, p) => p.abs().neg().mean(-1) }],
    callbacks: [callbacks.modelCheckpoint(), callbacks.modelCheckpoint({ monitor: 'val_minus', file: 'greatest' })]`);
  // w <- w - 0.2 * 15 w = -2 w
  expect(checkpoints['checkpoints/best.safetensors']).toEqual([[-2]]);
  expect(checkpoints['checkpoints/greatest.safetensors']).toEqual([[-8]]);
});

test('a step that is not finite is left out and counted, and the others are trained on', async () => {
  const { epochs, state, weights } = await rehearse(`${SOUND} let step = 0;
    export default defineJob({ ...sound, batchSize: 2, optimizer: (tf) => tf.train.sgd(0),
      loss: (y, p) => (step++ === 2 ? p.mul(Number.NaN).mean(-1) : p.sub(y).square().mean(-1)) });`);
  expect(state.skippedSteps).toBe(1);
  expect(epochs.map(({ loss }) => Number.isFinite(loss))).toEqual([true, true]);
  expect(weights).toEqual([[1], [0]]);
});

test("an optimizer of one's own that remembers nothing trains", async () => {
  const { weights } = await rehearse(`${SOUND} let lib;
    export default defineJob({ ...sound, epochs: 3, model: (tf) => { lib = tf; return dense(tf, 1, { useBias: false }); },
      optimizer: (tf) => new (class Sign extends tf.Optimizer {
        learningRate = 0.25;
        applyGradients(gradients) {
          for (const { name, tensor } of gradients) {
            const variable = tf.engine().registeredVariables[name];
            variable.assign(tf.tidy(() => variable.sub(tensor.sign().mul(this.learningRate))));
          }
        }
        async getWeights() { return []; }
        async setWeights() {}
        getConfig() { return {}; }
      })() });`);
  expect(weights).toEqual([[1.75]]);
});
