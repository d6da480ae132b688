/** What a new user gets wrong: which code it ends with, what it names, and what it says to do. */
import { describe, expect, test } from 'vitest';
import { asLockstepError } from '../../base/errors.ts';
import { rehearse } from '../support/rehearse.ts';
import { SOUND } from './sound.ts';

/** Fields of a sound job that are given anew, the code, and words of the error. */
const FIELDS: readonly (readonly [fields: string, code: string, words: RegExp])[] = [
  // Words
  [
    `loss: 'mean_sqared_error'`,
    'BAD_INPUT',
    /job loss: "mean_sqared_error" is no loss: did you mean "meanSquaredError"\?/,
  ],
  [`loss: 'perplexing'`, 'BAD_INPUT', /"perplexing" is no loss: use one of: categoricalCrossentropy, /],
  [`loss: { y: 'mse' }`, 'BAD_INPUT', /job loss: is no loss: take losses\.cat/],
  [`loss: []`, 'BAD_INPUT', /job loss: must have a loss for each output/],
  [`metrics: ['acuracy']`, 'BAD_INPUT', /job metrics.0: "acuracy" is no metric: did you mean "accuracy"\?/],
  [`metrics: ['perplexing']`, 'BAD_INPUT', /"perplexing" is no metric/],
  [`metrics: 'accuracy'`, 'BAD_INPUT', /job metrics: .*expected array/],
  [`metrics: [(y, p) => p]`, 'BAD_INPUT', /job metrics.0: must be the name of a metric or \{ name, value \}/],
  [
    `optimiser: () => 0`,
    'BAD_INPUT',
    /a job has no field "optimiser" \(job\.ts:\d+:\d+\)\. Did you mean "optimizer"\?/,
  ],
  [`optimizer: 'adam'`, 'BAD_INPUT', /job optimizer: must be a function: \(tf\) => tf\.train\.adam/],
  [
    `learningRate: 0.1`,
    'BAD_INPUT',
    /no field "learningRate" \(job\.ts:\d+:\d+\)\. Give it to the optimizer/,
  ],
  [
    `classWeights: { 0: 1 }`,
    'BAD_INPUT',
    /no field "classWeights" \(job\.ts:\d+:\d+\)\. Did you mean "classWeight"\?/,
  ],
  [
    `dtype: 'float16'`,
    'BAD_INPUT',
    /no field "dtype" \(job\.ts:\d+:\d+\)\. precision: 'bfloat16' computes products so/,
  ],
  [
    `validationSplit: 0.2`,
    'BAD_INPUT',
    /no field "validationSplit" \(job\.ts:\d+:\d+\)\. Say it in the data: csv/,
  ],
  [
    `loss_weights: [1]`,
    'BAD_INPUT',
    /no field "loss_weights" \(job\.ts:\d+:\d+\)\. Did you mean "lossWeights"\?/,
  ],
  [`epochs: '2'`, 'BAD_INPUT', /job epochs: .*expected int|job epochs: .*number/],
  [`name: 'My Job'`, 'BAD_INPUT', /job name: must be lower case letters, digits and dashes/],
  [`name: 'a'.repeat(300)`, 'BAD_INPUT', /job name: must have 100 letters at most/],
  [`maxSkippedSteps: -1`, 'BAD_INPUT', /job maxSkippedSteps: /],
  [
    `callbacks: [callbacks.earlyStopping({ restoreBestWeights: true })]`,
    'BAD_INPUT',
    /callbacks\.earlyStopping has no option "restoreBestWeights": use one of: patience, restoreBest/,
  ],
  [
    `callbacks: [callbacks.earlyStopping({ monitr: 'loss' })]`,
    'BAD_INPUT',
    /"monitr": did you mean "monitor"\?/,
  ],
  [
    `callbacks: [callbacks.earlyStopping({ mode: 'lowest' })]`,
    'BAD_INPUT',
    /has no mode "lowest" \(job\.ts:\d+:\d+\)\. Use one of: auto, min, max/,
  ],
  [
    `callbacks: [callbacks.earlyStopping]`,
    'BAD_INPUT',
    /job callbacks.0: must be a callback: callbacks\.earlyStopping\(\)/,
  ],
  [
    `callbacks: [callbacks.csvLogger({ file: '../log.csv' })]`,
    'BAD_INPUT',
    /must be the name of a file, without a folder/,
  ],
  [
    `schedule: schedules.cosineDecay({ flor: 0 })`,
    'BAD_INPUT',
    /has no option "flor": did you mean "floor"\?/,
  ],
  [`data: mnist({ flaten: true })`, 'BAD_INPUT', /mnist has no option "flaten": did you mean "flatten"\?/],
  // Names
  [
    `data: source([x, y], [feature('x')], [feature('x', { column: 'y' })])`,
    'BAD_INPUT',
    /job data: two of inputs, targets and weights are called "x"/,
  ],
  [
    `metrics: [{ name: 'loss', value: (y, p) => p.mean(-1) }]`,
    'BAD_INPUT',
    /"loss" is the name of another log; choose another/,
  ],
  [
    `metrics: [{ name: 'val_mine', value: (y, p) => p.mean(-1) }]`,
    'BAD_INPUT',
    /"val_mine" begins with val_/,
  ],
  [`metrics: ['mae', 'mae']`, 'BAD_INPUT', /job metrics.1: there are two metrics "mae"/],
  [
    `callbacks: [callbacks.modelCheckpoint(), callbacks.modelCheckpoint({ monitor: 'loss' })]`,
    'BAD_INPUT',
    /two of them keep a checkpoint "best": name another in one/,
  ],
  [
    `callbacks: [callbacks.earlyStopping({ monitor: 'val_acc' })]`,
    'BAD_INPUT',
    /callback earlyStopping watches "val_acc", which this run does not log\. Watch one of: loss, val_loss/,
  ],
  [
    `data: source([x, y], [feature('x')], [feature('y')], []), callbacks: [callbacks.modelCheckpoint()]`,
    'BAD_INPUT',
    /callback modelCheckpoint watches "val_loss", which this run does not log/,
  ],
  // Data
  [
    `data: source([x, y], [feature('X')], [feature('y')])`,
    'BAD_INPUT',
    /feature X wants column "X".* Use one of: x, y/,
  ],
  [
    `data: source([x, y], [feature('x', { shape: [2] })], [feature('y')])`,
    'BAD_INPUT',
    /feature x has shape \[2\], 2 numbers, but its column gives 1/,
  ],
  [
    `data: source([x, y], [feature('x', { encoding: 'scale' })], [feature('y')])`,
    'BAD_INPUT',
    /job data\.inputs\.0\.encoding: must be \{ kind: 'scale', scale \}/,
  ],
  [
    `data: source([x, y], [feature('x', { encoding: { kind: 'scale' } })], [feature('y')])`,
    'BAD_INPUT',
    /encoding\.scale: .*number/,
  ],
  [
    `data: { ...data, loader: async () => ({}) }`,
    'BAD_INPUT',
    /job data\.loader: must be \{ kind: 'custom', load/,
  ],
  [
    `data: { ...data, loader: { kind: 'custom', load: async () => { throw 'just words'; } } }`,
    'BAD_DATA',
    /^just words\. This came from the load/,
  ],
  [
    `data: { ...data, loader: { kind: 'custom', load: async () => __dirname } }`,
    'BAD_DATA',
    /__dirname is not defined \(job\.ts:\d+:\d+\)\. .*context\.dataDir \(--data-dir\)/,
  ],
  [
    `data: classes([1, 2, 3, 1]), loss: 'sparseCategoricalCrossentropy', model: (tf) => dense(tf, 3)`,
    'BAD_DATA',
    /the labels y go from 1 to 3, the model has the classes 0 to 2\. Count classes from 0/,
  ],
  [
    `data: source([x, column('y', [0, 1, 2, 1])], [feature('x')], [feature('y')]), loss: 'hinge'`,
    'BAD_INPUT',
    /hinge of target y, whose numbers are between 0 and 2\. Give it -1 and 1, or 0 and 1/,
  ],
  [
    `data: classes([0, -1, 2, 1]), loss: 'sparseCategoricalCrossentropy', model: (tf) => dense(tf, 3)`,
    'BAD_DATA',
    /labels y go from -1 to 2/,
  ],
  [
    `data: source([x, column('y', [0, 1, 1.5, 2])], [feature('x')], [feature('y')]), loss: 'sparseCategoricalCrossentropy', model: (tf) => dense(tf, 3)`,
    'BAD_DATA',
    /the labels y are not all whole numbers/,
  ],
  [
    `data: source([column('x', [0, 1, 7, 2]), y], [feature('x', { encoding: { kind: 'ids' } })], [feature('y')]),
    model: (tf) => tf.sequential({ layers: [tf.layers.embedding({ inputDim: 5, outputDim: 2, inputLength: 1, name: 'words' }),
      tf.layers.flatten(), tf.layers.dense({ units: 1 })] })`,
    'BAD_DATA',
    /the data has the id 7, and embedding words the rows 0 to 4/,
  ],
  // What fits together
  [
    `model: () => undefined`,
    'BAD_INPUT',
    /the model function gives undefined, not a model\. Return tf\.sequential/,
  ],
  [
    `model: () => { throw new Error('oh no'); }`,
    'BAD_INPUT',
    /^oh no \(job\.ts:\d+:\d+\)\. This came from the model or the loss/,
  ],
  [`model: (tf) => tf.sequential()`, 'BAD_INPUT', /This came from the model or the loss of the job/],
  [
    `model: (tf) => dense(tf, 1, { kernelRegulariser: 'l1l2', name: 'first' })`,
    'BAD_INPUT',
    /layer first \(tf\.layers\.dense\) has no option "kernelRegulariser": did you mean "kernelRegularizer"\?/,
  ],
  [
    `model: (tf) => tf.sequential([tf.layers.dense({ units: 1, inputShape: [1] })])`,
    'BAD_INPUT',
    /tf\.sequential is given a list\. Name it: tf\.sequential\(\{ layers: \[\.\.\.\] \}\)/,
  ],
  [
    `model: (tf) => tf.sequential({ layer: [tf.layers.dense({ units: 1, inputShape: [1] })] })`,
    'BAD_INPUT',
    /tf\.sequential has no option "layer": did you mean "layers"\?/,
  ],
  [
    `model: (tf) => { const x = tf.input({ shape: [1], dType: 'int32' }); return tf.model({ inputs: x, outputs: x }); }`,
    'BAD_INPUT',
    /tf\.input has no option "dType": did you mean "dtype"\?/,
  ],
  [
    `model: (tf) => { const x = tf.input({ shape: [1] }); return tf.model({ input: x, outputs: x }); }`,
    'BAD_INPUT',
    /tf\.model has no option "input": did you mean "inputs"\?/,
  ],
  [
    `model: (tf) => { const model = dense(tf); model.compile({ optimizer: 'sgd', loss: 'meanAbsoluteError' }); return model; }`,
    'BAD_INPUT',
    /the job calls compile of model sequential_\d+\. Leave it out: the job says optimizer, loss and metrics/,
  ],
  [
    `model: async (tf) => { const model = dense(tf); await model.fit(tf.zeros([4, 1]), tf.zeros([4, 1])); return model; }`,
    'BAD_INPUT',
    /the job calls fit of model sequential_\d+\. Leave it out: the job is trained once/,
  ],
  [
    `model: (tf) => { kept = dense(tf); return kept; }, loss: (y, p) => kept.evaluate(y, p)`,
    'BAD_INPUT',
    /the job calls evaluate of model sequential_\d+/,
  ],
  [
    `model: (tf) => dense(tf, 1, { activation: 'cubic', name: 'first' })`,
    'BAD_INPUT',
    /layer first \(tf\.layers\.dense\): activation "cubic" is not known here\. Use another one/,
  ],
  [
    `metrics: ['categoricalAccuracy'], loss: 'sparseCategoricalCrossentropy', data: classes([0, 1, 2, 0]), model: (tf) => dense(tf, 3)`,
    'BAD_INPUT',
    /the metric categoricalAccuracy of output \w+ wants targets \[3\], and target y has \[1\]/,
  ],
  [
    `metrics: ['mae'], loss: 'sparseCategoricalCrossentropy', data: classes([0, 1, 2, 0]), model: (tf) => dense(tf, 3)`,
    'BAD_INPUT',
    /the metric mae of output \w+ wants targets \[3\]/,
  ],
  [
    `metrics: ['sparseCategoricalAccuracy'], data: source([x, column('y', [0, 1, 1, 0, 0, 1, 1, 0], { shape: [2] })], [feature('x')], [feature('y', { shape: [2] })]), model: (tf) => dense(tf, 2)`,
    'BAD_INPUT',
    /the metric sparseCategoricalAccuracy of output \w+ wants labels \[\], and target y has \[2\]/,
  ],
  [`model: (tf) => dense(tf, 2)`, 'BAD_INPUT', /the model has an output \[2\], and target y has \[1\]/],
  [
    `model: (tf) => dense(tf, 3), loss: 'categoricalCrossentropy', data: classes([0, 1, 2, 0])`,
    'BAD_INPUT',
    /target y has \[1\]\. Numbers of classes go with sparseCategoricalCrossentropy/,
  ],
  [`loss: 'categoricalCrossentropy'`, 'BAD_INPUT', /of an output \[1\] is always 0\. Use binaryCrossentropy/],
  [
    `model: two, data: both, loss: ['mse']`,
    'BAD_INPUT',
    /there are 1 losses for 2 outputs\. Give one for each of: a, b/,
  ],
  [`model: two, data: both, loss: ['mse', 'mae', 'hinge']`, 'BAD_INPUT', /there are 3 losses for 2 outputs/],
  [`loss: ['mse', 'mae']`, 'BAD_INPUT', /there are 2 losses for 1 outputs/],
  [`lossWeights: [1, 2]`, 'BAD_INPUT', /there are 2 lossWeights for 1 outputs/],
  [`lossWeights: { y: 2 }`, 'BAD_INPUT', /job lossWeights: must be a list of numbers/],
  [`model: two`, 'BAD_INPUT', /the model has 2 outputs, the data 1 targets/],
  [
    `model: two, data: source([x, y], [feature('x')], [feature('b', { column: 'y' }), feature('a', { column: 'y' })])`,
    'BAD_INPUT',
    /the outputs of the model are a, b, those of the data b, a: they go by their order/,
  ],
  [
    'model: (tf) => { const model = dense(tf); model.trainable = false; return model; }',
    'BAD_INPUT',
    /the model has no weight that could be trained\. Leave a layer trainable/,
  ],
  [`optimizer: () => undefined`, 'BAD_INPUT', /the optimizer function gives undefined, not an optimizer/],
  [
    `optimizer: (tf) => new (class Sign extends tf.Optimizer { learningRate = 1; applyGradients() {} })()`,
    'BAD_INPUT',
    /optimizer Sign has no getWeights, .* async getWeights\(\) \{ return \[\]; \}/,
  ],
  [
    `optimizer: (tf) => new (class Sign extends tf.Optimizer { applyGradients() {} })()`,
    'BAD_INPUT',
    /optimizer Sign has no learningRate/,
  ],
  [
    `loss: (y, p) => p.sub(y).square().mean()`,
    'BAD_INPUT',
    /the loss of .* has shape \[\] for 2 samples\. Return one value a sample/,
  ],
  [
    `loss: (y, p) => p.sub(y).square().mean().reshape([1])`,
    'BAD_INPUT',
    /the loss of .* has shape \[1\] for 2 samples/,
  ],
  [`loss: async (y, p) => p`, 'BAD_INPUT', /job loss: must not be async/],
  [`loss: (y, p) => Promise.resolve(p)`, 'BAD_INPUT', /is a promise, not a tensor/],
  [`loss: () => undefined`, 'BAD_INPUT', /is undefined, not a tensor/],
  [`loss: (y, p) => p.nothing()`, 'BAD_INPUT', /the model fails: p\.nothing is not a function/],
  [
    `metrics: [{ name: 'mine', value: (y, p) => p.mean() }]`,
    'BAD_INPUT',
    /mine of .* has shape \[\] for 2 samples/,
  ],
  [`metrics: [{ name: 'mine', value: (y, p) => p.nothing() }]`, 'BAD_INPUT', /p\.nothing is not a function/],
  // While it trains
  [`schedule: ({ step }) => JSON.parse('{')`, 'BAD_INPUT', /the schedule of the job fails at step 0/],
  [
    `schedule: schedules.constant`,
    'BAD_INPUT',
    /the schedule of the job gives a function at step 0\. Call it/,
  ],
  [`schedule: async () => 1`, 'BAD_INPUT', /job schedule: must not be async/],
  [
    `callbacks: [{ name: 'mine', initial: 0, onEpochEnd: async (state) => ({ state }) }]`,
    'BAD_INPUT',
    /job callbacks\.0\.onEpochEnd: must not be async/,
  ],
  [
    `callbacks: [{ name: 'mine', initial: 0, onEpochEnd: (state) => Promise.resolve({ state, stop: 'now' }) }]`,
    'BAD_INPUT',
    /callback mine fails: it returns a promise/,
  ],
  [
    `callbacks: [{ name: 'mine', initial: 0, onStep: () => {} }]`,
    'BAD_INPUT',
    /callback mine fails: it returns undefined; return \{ state \}/,
  ],
  [
    `loss: (y, p) => p.sub(y).abs().mul(Number.NaN).mean(-1)`,
    'DIVERGED',
    /the model has learned nothing in epoch 1: the loss or the gradient of no step is finite\. Lower/,
  ],
  [
    `loss: (y, p) => p.sub(y).abs().mul(Number.NaN).mean(-1), maxSkippedSteps: 0`,
    'DIVERGED',
    /of 1 steps, up to step 0, is not finite.*maxSkippedSteps/,
  ],
  [
    `accumulate: 2, data: source([x, y], [feature('x')], [feature('y', { shape: [1, 1] })]),
     model: (tf) => tf.sequential({ layers: [
       tf.layers.reshape({ targetShape: [1, 1], inputShape: [1] }), tf.layers.masking(), tf.layers.dense({ units: 1 }),
     ] })`,
    'BAD_INPUT',
    /mean over what a mask leaves of the batch, and accumulate computes it in parts/,
  ],
  [
    `loss: 'dice', accumulate: 2`,
    'BAD_INPUT',
    /the loss dice of target y is one number for the whole batch, and accumulate computes it in parts\. Leave acc/,
  ],
  [
    `optimizer: (tf) => tf.train.adamw({ learningRate: 0.1 })`,
    'BAD_INPUT',
    /tf\.train\.adamw is not a function \(job\.ts:\d+:\d+\)\. Did you mean tf\.train\.adamW\?/,
  ],
  [
    `optimizer: (tf) => tf.train.multiOptimizer([])`,
    'BAD_INPUT',
    /tf\.train\.multiOptimizer is not a function \(job\.ts:\d+:\d+\)\. Give the job a program with several updates/,
  ],
  [
    `optimizer: (tf) => tf.train.adamW(0.1)`,
    'BAD_INPUT',
    /tf\.train\.adamW is given 0\.1, and takes its options by name\. Write: tf\.train\.adamW\(\{ learningRate/,
  ],
  [
    `data: source([labels([1, 2, 3, 4])], [feature('x', { column: 'y', encoding: { kind: 'ids' } })],
       [feature('y')]),
     model: (tf) => tf.sequential({ layers: [
       tf.layers.layerNormalization({ inputShape: [1], name: 'norm' }), tf.layers.dense({ units: 1 }),
     ] })`,
    'BAD_INPUT',
    /layer norm \(LayerNormalization\) is given whole numbers, and Keras would cut .*encoding 'scale'/,
  ],
];

/** Whole job files. */
const FILES: readonly (readonly [what: string, file: string, code: string, words: RegExp])[] = [
  [
    'no default export',
    `${SOUND} export const job = defineJob(sound);`,
    'BAD_INPUT',
    /the job file exports job and no default\. Write: export default defineJob/,
  ],
  ['nothing', 'const job = 1;', 'BAD_INPUT', /the job file exports nothing\. Write: export default/],
  [
    'a promise',
    `${SOUND} export default Promise.resolve(sound);`,
    'BAD_INPUT',
    /the job is a promise, not an object/,
  ],
  [
    'a package that is not there',
    `import x from 'not-there-at-all'; export default x;`,
    'BAD_INPUT',
    /does not compile: .*not-there-at-all/s,
  ],
  [
    'import.meta.url',
    `${SOUND} new URL('x.csv', import.meta.url); export default defineJob(sound);`,
    'BAD_INPUT',
    /job\.ts:\d+ asks for import\.meta\. A job travels .* context\.dataDir \(--data-dir\)/,
  ],
  [
    '__dirname',
    `${SOUND} const here = __dirname; export default defineJob(sound);`,
    'BAD_INPUT',
    /throws when it is loaded: __dirname is not defined \(job\.ts:\d+:\d+\)\. A job travels/,
  ],
  [
    'a program without updates',
    `${SOUND} export default defineJob({ name: 'p', data, batchSize: 4, epochs: 1,
      program: (tf) => ({ models: { model: dense(tf) }, updates: [] }) });`,
    'BAD_INPUT',
    /the program has no models or no updates/,
  ],
  [
    'a program whose metric hides the loss',
    `${SOUND} export default defineJob({ name: 'p', data, batchSize: 4, epochs: 1,
      program: (tf) => { const model = dense(tf); return { models: { model }, updates: [{ name: 'u', trains: [model],
        optimizer: tf.train.sgd(0.1), loss: ({ x }) => { const p = model.apply(x); return { loss: p.mean(), metrics: { loss: p.mean(-1) } }; } }] }; } });`,
    'BAD_INPUT',
    /has a metric that cannot be: "loss" is the name of another log/,
  ],
  [
    'a program whose loss is one a sample',
    `${SOUND} export default defineJob({ name: 'p', data, batchSize: 4, epochs: 1,
      program: (tf) => { const model = dense(tf); return { models: { model }, updates: [{ name: 'u', trains: [model],
        optimizer: tf.train.sgd(0.1), loss: ({ x }) => ({ loss: model.apply(x) }) }] }; } });`,
    'BAD_INPUT',
    /has a tensor of shape \[2,1\] for a loss\. Return \{ loss \} that is one number/,
  ],
];

/** The last batch of an epoch has one sample, which no trial has: what goes wrong with it first does so in a later step. */
const LATER: readonly (readonly [what: string, fields: string, words: RegExp])[] = [
  [
    'an op of the loss',
    'loss: (y, p) => (y.shape[0] === 1 ? p.matMul(y.tile([2, 1])) : p.sub(y)).square().sum(-1)',
    /the model at step 1 fails: op BatchMatMul in a loss, a metric or a gradient: .*This came from the model or the loss/,
  ],
  [
    'an op in a layer',
    `model: (tf) => {
      const model = dense(tf, 1, { name: 'gate' });
      const layer = model.layers[0];
      const call = layer.call.bind(layer);
      layer.call = (x, more) => {
        const [given] = [x].flat();
        return given.shape[0] === 1 ? given.matMul(given.tile([2, 1])) : call(x, more);
      };
      return model;
    }`,
    /the model at step 1 fails: op BatchMatMul in layer gate: /,
  ],
  [
    'the loss itself',
    `loss: (y, p) => { if (y.shape[0] === 1) throw new Error('one is too few'); return p.sub(y).square().sum(-1); }`,
    /the model at step 1 fails: one is too few/,
  ],
  [
    'a function that tfjs has not',
    `model: (tf) => ((globalThis.tfOfTest = tf), dense(tf)),
     loss: (y, p) => { const tf = globalThis.tfOfTest; return y.shape[0] === 1 ? tf.squareDifference(y, p) : p.sub(y).square().sum(-1); }`,
    /the model at step 1 fails: tf\.squareDifference is not a function \(job\.ts:\d+:\d+\)\. Did you mean tf\.squaredDifference\?/,
  ],
];

async function failure(source: string) {
  const reason = await rehearse(source).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(reason, 'it is not refused').toBeDefined();
  // As the command line does.
  return asLockstepError(reason, 'INTERNAL');
}

describe('each mistake ends with its code, its culprit and what to do', () => {
  test('the job that they are made in is sound', async () => {
    const { epochs } = await rehearse(`${SOUND} export default defineJob(sound);`);
    expect(epochs[0]!.loss).toBeCloseTo(7.5, 6);
  });

  test.each(FIELDS)('%s', async (fields, code, words) => {
    const error = await failure(`${SOUND} export default defineJob({ ...sound, ${fields} });`);
    expect(error.describe()).toMatch(words);
    expect(error.code).toBe(code);
  });

  test.each(LATER)('%s, in a later step', async (_, fields, words) => {
    const error = await failure(`${SOUND} export default defineJob({ ...sound, batchSize: 3, ${fields} });`);
    expect(error.describe()).toMatch(words);
    expect(error.code).toBe('BAD_INPUT');
  });

  test.each(FILES)('%s', async (_, file, code, words) => {
    const error = await failure(file);
    expect(error.describe()).toMatch(words);
    expect(error.code).toBe(code);
  });
});
