/** Model, loss, metrics, targets and optimizer that do not fit together. */
import type { Mistake } from './mistake.ts';

export const FITS: readonly Mistake[] = [
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
    `data: source([labels([1, 2, 3, 4])], [feature('x', { column: 'y', encoding: { kind: 'ids' } })],
       [feature('y')]),
     model: (tf) => tf.sequential({ layers: [
       tf.layers.layerNormalization({ inputShape: [1], name: 'norm' }), tf.layers.dense({ units: 1 }),
     ] })`,
    'BAD_INPUT',
    /layer norm \(LayerNormalization\) is given whole numbers, and Keras would cut .*encoding 'scale'/,
  ],
];
