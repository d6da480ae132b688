/** Outputs, weights, penalties and metrics where several of them meet, and where there is nothing to score. */
import type { Config, LayerSpec, NodeSpec, Program, Values } from '../program.ts';
import { constraint, dense, flatten, head, l1, l2, layer, x, y } from './basics.ts';

const from = (of: string | string[], node: NodeSpec): NodeSpec => ({ ...node, of });
const counts: Values = { shape: [], given: [0, 0, 2.5, 0.5, 1] };
const others: Values = { shape: [], given: [1, 0.5, 0, 0, 3] };
const net = (name: string, nodes: readonly NodeSpec[], more: Partial<Program> = {}): Program => ({
  name,
  inputs: x(3),
  targets: y(1),
  nodes,
  batch: 5,
  ...more,
});
const two = (name: string, more: Partial<Program>): Program =>
  net(
    name,
    [dense(3, { activation: 'tanh' }), from('dense', dense(2, {}, 'p')), from('dense', dense(1, {}, 'q'))],
    {
      targets: { p: { shape: [2] }, q: { shape: [1] } },
      outputs: ['p', 'q'],
      loss: ['meanSquaredError', 'meanAbsoluteError'],
      ...more,
    },
  );
const binary = (name: string, more: Partial<Program>): Program =>
  net(name, [dense(3, { activation: 'tanh' }, 'hidden'), dense(1, { activation: 'sigmoid' })], {
    targets: { y: { shape: [1], binary: true } },
    loss: 'binaryCrossentropy',
    ...more,
  });
const classes = (name: string, more: Partial<Program>): Program =>
  net(name, [dense(3, { activation: 'softmax' })], {
    targets: { y: { shape: [3], hot: true } },
    loss: 'categoricalCrossentropy',
    ...more,
  });
const penalized = (name: string, shape: readonly number[], kind: string, config: Config): Program =>
  net(`penalties and constraints: ${name}`, [layer(kind, config, 'one'), flatten, head], {
    inputs: x(...shape),
  });
const attending = (name: string, kind: string, config: Config): Program =>
  net(name, [{ ...layer(kind, config, 'attention'), of: ['x', 'x'] }, flatten, head], { inputs: x(3, 2) });
const inner: readonly LayerSpec[] = [
  { kind: 'Dense', name: 'p', config: { units: 2 } },
  { kind: 'BatchNormalization', name: 'norm', config: { synchronized: true, momentum: 0.7 } },
];
const nonNeg = constraint('NonNeg');
const maxNorm = constraint('MaxNorm', { maxValue: 0.3, axis: 0 });

export const corners: readonly Program[] = [
  two('two outputs, a weight for each and weights of losses', {
    weights: { w: counts, v: others },
    lossWeights: [0.3, 2],
  }),
  two('two outputs, weights of losses beside penalties', {
    lossWeights: [0.3, 2],
    nodes: [
      dense(3, { kernelRegularizer: l2(0.1), activityRegularizer: l1(0.1) }),
      from('dense', dense(2, { activityRegularizer: l2(0.3) }, 'p')),
      from('dense', dense(1, { biasRegularizer: l2(0.2) }, 'q')),
    ],
  }),
  two('two outputs in parts, a weight for each', { accumulate: 2, weights: { w: counts, v: others } }),
  two('labels of classes beside numbers', {
    targets: { p: { shape: [1], ids: 2 }, q: { shape: [1] } },
    nodes: [
      dense(3),
      from('dense', dense(2, { activation: 'softmax' }, 'p')),
      from('dense', dense(1, {}, 'q')),
    ],
    loss: ['sparseCategoricalCrossentropy', 'meanSquaredError'],
  }),
  net('an input that nothing reads', [from('x', dense(2)), head], {
    inputs: { x: { shape: [3] }, z: { shape: [2] } },
  }),
  net('an input that is an output', [dense(2, {}, 'p')], {
    targets: { a: { shape: [2] }, b: { shape: [3] } },
    outputs: ['p', 'x'],
  }),
  net(
    'a model used three times, synchronized batch norm inside',
    [
      { kind: 'Sequential', name: 'inner', inputShape: [3], layers: inner, of: 'a' },
      { call: 'inner', of: 'b', as: 'second' },
      { call: 'inner', of: 'a', as: 'third' },
      { kind: 'Add', of: ['inner', 'second', 'third'] },
      head,
    ],
    { inputs: { a: { shape: [3] }, b: { shape: [3] } } },
  ),
  net(
    'a frozen batch norm used twice, uneven shares',
    [
      from('a', layer('BatchNormalization', { trainable: false }, 'norm')),
      { call: 'norm', of: 'b', as: 'second' },
      { kind: 'Subtract', of: ['norm', 'second'] },
      head,
    ],
    { inputs: { a: { shape: [3] }, b: { shape: [3] } }, batch: 7 },
  ),
  net(
    'synchronized batch norm, one sample',
    [dense(3), layer('BatchNormalization', { synchronized: true }, 'norm'), head],
    { batch: 1, optimizer: { kind: 'adam', args: [0.05] } },
  ),
  penalized('synchronized batch norm', [3], 'BatchNormalization', {
    synchronized: true,
    gammaRegularizer: l1(0.1),
    betaRegularizer: l2(0.2),
    gammaConstraint: nonNeg,
    betaConstraint: maxNorm,
  }),
  penalized('layer norm', [3, 2], 'LayerNormalization', {
    axis: [1, 2],
    gammaRegularizer: l1(0.1),
    betaRegularizer: l2(0.1),
    gammaConstraint: maxNorm,
  }),
  penalized('depthwise convolution', [3, 3, 2], 'DepthwiseConv2D', {
    kernelSize: 2,
    depthMultiplier: 2,
    depthwiseRegularizer: l2(0.1),
    depthwiseConstraint: maxNorm,
    biasRegularizer: l1(0.1),
    activityRegularizer: l2(0.05),
  }),
  penalized('separable convolution', [3, 3, 2], 'SeparableConv2D', {
    filters: 2,
    kernelSize: 2,
    depthwiseRegularizer: l2(0.1),
    pointwiseRegularizer: l1(0.1),
    pointwiseConstraint: nonNeg,
    biasConstraint: nonNeg,
  }),
  penalized('slopes', [3, 2], 'PReLU', {
    alphaRegularizer: l2(0.1),
    alphaConstraint: nonNeg,
    sharedAxes: [1],
  }),
  penalized('transposed convolution', [2, 2, 1], 'Conv2DTranspose', {
    filters: 2,
    kernelSize: 2,
    strides: 2,
    kernelRegularizer: l2(0.1),
    biasRegularizer: l1(0.1),
    kernelConstraint: constraint('UnitNorm', { axis: [0, 1] }),
    activityRegularizer: l1(0.02),
  }),
  attending('an activity penalty of attention is of each projection', 'MultiHeadAttention', {
    numHeads: 2,
    keyDim: 2,
    useGate: true,
    activityRegularizer: l1(0.1),
  }),
  attending('an activity penalty of grouped attention is of the layer too', 'GroupQueryAttention', {
    headDim: 2,
    numQueryHeads: 2,
    numKeyValueHeads: 1,
    activityRegularizer: l2(0.1),
  }),
  attending('penalties and constraints of attention', 'MultiHeadAttention', {
    numHeads: 2,
    keyDim: 2,
    kernelRegularizer: l2(0.1),
    biasConstraint: nonNeg,
  }),
  binary('weighted scores', {
    weights: { w: counts },
    weightedMetrics: ['auc', 'precision', 'recall', 'binaryAccuracy'],
    metrics: ['auc'],
  }),
  net('a weighted share of the variance', [dense(2)], {
    targets: y(2),
    weights: { w: counts },
    weightedMetrics: ['r2Score', 'mse'],
    metrics: ['r2Score'],
  }),
  classes('no sample counts', {
    weights: { w: { shape: [], given: [0] } },
    weightedMetrics: ['accuracy'],
    metrics: ['accuracy'],
  }),
  classes('labels of one class alone', {
    targets: { y: { shape: [3], given: [0, 1, 0] } },
    metrics: ['accuracy', 'auc', 'precision', 'recall'],
  }),
  binary('labels that are all 0', {
    targets: { y: { shape: [1], given: [0] } },
    metrics: ['auc', 'precision', 'recall', 'accuracy'],
  }),
  net('targets that are all equal', [dense(1)], {
    targets: { y: { shape: [1], given: [0.5] } },
    metrics: [{ metric: 'r2Score', options: {} }],
  }),
  net('the area of what is beyond 0 and 1', [dense(1)], {
    targets: { y: { shape: [1], binary: true } },
    loss: { name: 'binaryCrossentropy', options: { fromLogits: true } },
    metrics: [{ metric: 'auc', options: { numThresholds: 5 } }],
  }),
  net('the likeliest classes of each step', [dense(3, { activation: 'softmax' })], {
    inputs: x(4, 2),
    targets: { y: { shape: [4], ids: 3 } },
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['sparseCategoricalAccuracy', { metric: 'sparseTopKCategoricalAccuracy', options: { k: 2 } }],
  }),
  classes('a focal loss of samples that are weighed', {
    loss: { name: 'categoricalFocalCrossentropy', options: { labelSmoothing: 0.1 } },
    weights: { w: counts },
  }),
  net('an overlap of samples that are weighed', [dense(3, { activation: 'sigmoid' })], {
    targets: { y: { shape: [3], binary: true } },
    loss: { name: 'dice', options: {} },
    weights: { w: counts },
  }),
  net('a class ignored in samples that are weighed', [dense(3)], {
    inputs: x(4, 2),
    targets: { y: { shape: [4], ids: 3 } },
    loss: { name: 'sparseCategoricalCrossentropy', options: { fromLogits: true, ignoreClass: 1 } },
    weights: { w: { ...counts, shape: [1] } },
  }),
  net('a class ignored that is none', [dense(3)], {
    inputs: x(4, 2),
    targets: { y: { shape: [4], given: [0, -1, 2, 1, -1, -1, 0], ids: 3 } },
    loss: { name: 'sparseCategoricalCrossentropy', options: { fromLogits: true, ignoreClass: -1 } },
  }),
  net('a huber loss and an activity penalty in parts', [dense(2, { activityRegularizer: l2(0.2) })], {
    targets: y(2),
    loss: { name: 'huber', options: { delta: 0.5 } },
    accumulate: 3,
    batch: 7,
  }),
  net('averages of weights and a clipped norm, in parts', [dense(3, { activation: 'tanh' }), head], {
    accumulate: 2,
    clip: { norm: 0.1 },
    optimizer: {
      kind: 'adam',
      args: [{ learningRate: 0.05, useEma: true, emaMomentum: 0.5, emaOverwriteFrequency: 2 }],
    },
  }),
  net('each norm clipped, decay and momentum, rates of a schedule', [dense(3), head], {
    optimizer: {
      kind: 'rmsprop',
      args: [{ learningRate: 0.05, clipnorm: 0.1, weightDecay: 0.05, momentum: 0.5 }],
    },
    rates: [0.1, 0.01, 0.05],
  }),
  net('decay but of scales and biases', [dense(3), layer('LayerNormalization', {}, 'norm'), head], {
    optimizer: {
      kind: 'adam',
      args: [
        {
          ...{ learningRate: 0.05, amsgrad: true },
          ...{ weightDecay: 0.2, excludeFromWeightDecay: ['gamma', 'bias'] },
        },
      ],
    },
  }),
];
