/** Layers that look from one step at others, with all ways in which Keras masks them. */
import type { Config, NodeSpec, Program, Values } from '../program.ts';
import { flatten, head, layer, y } from './basics.ts';

const steps: Values = { shape: [3, 4] };
const others: Values = { shape: [5, 4] };
const heads = { numHeads: 2, keyDim: 3 };
const groups = { headDim: 3, numQueryHeads: 4, numKeyValueHeads: 2 };

/** A layer on `[x, y]`, or on other tensors. */
const attends = (
  name: string,
  kind: string,
  config: Config,
  node: Partial<NodeSpec> = {},
  inputs: Program['inputs'] = { x: steps, z: others },
): Program => ({
  name,
  inputs,
  targets: y(1),
  nodes: [{ ...layer(kind, config, 'attention'), of: ['x', 'z'], as: 'out', ...node }, flatten, head],
});
const multi = (name: string, config: Config, node?: Partial<NodeSpec>, inputs?: Program['inputs']) =>
  attends(`multi-head attention${name}`, 'MultiHeadAttention', { ...heads, ...config }, node, inputs);
const group = (name: string, config: Config, node?: Partial<NodeSpec>, inputs?: Program['inputs']) =>
  attends(`group query attention${name}`, 'GroupQueryAttention', { ...groups, ...config }, node, inputs);

const self = { of: ['x', 'x'] };
const causal = { ...self, args: { useCausalMask: true } };
const mask: Values = { shape: [3, 5], binary: true };
const masked = { x: steps, z: others, mask };
const named = { named: { attentionMask: 'mask' } };

/** Ids whose zeros are masked, embedded; two of them. */
const embedded = (name: string, node: NodeSpec): Program => ({
  name,
  inputs: { a: { shape: [3], ids: 3 }, b: { shape: [5], ids: 3 } },
  targets: y(1),
  nodes: [
    { ...layer('Embedding', { inputDim: 3, outputDim: 4, maskZero: true }, 'p'), of: 'a' },
    { ...layer('Embedding', { inputDim: 3, outputDim: 4, maskZero: true }, 'q'), of: 'b' },
    { of: ['p', 'q'], as: 'out', ...node },
    layer('GlobalAveragePooling1D'),
    head,
  ],
});

export const attention: readonly Program[] = [
  multi('', {}),
  multi(' to itself', {}, self),
  multi(', causal', {}, causal),
  multi(', values of their own size', { valueDim: 2 }),
  multi(', outputs of their own size', { outputShape: 6 }),
  multi(', without bias', { useBias: false }),
  multi(', keys apart', {}, { of: ['x', 'z', 'k'] }, { x: steps, z: others, k: { shape: [5, 2] } }),
  multi(', mask', {}, named, masked),
  multi(', mask and causal', {}, { ...named, args: { useCausalMask: true } }, masked),
  multi(', mask of each head', {}, named, { ...masked, mask: { shape: [2, 3, 5], binary: true } }),
  multi(', window', { slidingWindow: 2 }, self),
  multi(', gated', { useGate: true }),
  multi(', scores', {}, { ...causal, args: { useCausalMask: true, returnAttentionScores: true } }),
  multi(', over two axes', {}, { of: ['x', 'x'] }, { x: { shape: [2, 3, 4] } }),
  multi(', over the second axis', { attentionAxes: [2] }, { of: ['x', 'x'] }, { x: { shape: [2, 3, 4] } }),
  multi(', penalized', {
    kernelRegularizer: { className: 'L1L2', config: { l1: 0, l2: 0.02 } },
    biasConstraint: { className: 'NonNeg', config: {} },
  }),
  embedded('multi-head attention of masked steps', layer('MultiHeadAttention', heads, 'attention')),
  embedded('multi-head attention of masked steps, scores', {
    ...layer('MultiHeadAttention', heads, 'attention'),
    args: { returnAttentionScores: true },
  }),
  {
    ...multi(' in a block', {}),
    inputs: { x: steps },
    nodes: [
      { ...layer('LayerNormalization', {}, 'norm1'), of: 'x' },
      {
        ...layer('MultiHeadAttention', heads, 'attention'),
        of: ['norm1', 'norm1'],
        args: { useCausalMask: true },
      },
      { ...layer('Add', {}, 'sum1'), of: ['x', 'attention'] },
      layer('LayerNormalization', {}, 'norm2'),
      layer('Dense', { units: 8, activation: 'gelu' }, 'wide'),
      layer('Dense', { units: 4 }, 'narrow'),
      { ...layer('Add', {}, 'sum2'), of: ['sum1', 'narrow'] },
      flatten,
      head,
    ],
  },
  group('', {}),
  group(' to itself, causal', {}, causal),
  group(', one key for all', { numKeyValueHeads: 1, useBias: false }),
  group(', mask', {}, named, masked),
  group(', window and gate', { slidingWindow: 2, useGate: true }, self),
  group(', scores', {}, { ...self, args: { returnAttentionScores: true } }),
  embedded('group query attention of masked steps', layer('GroupQueryAttention', groups, 'attention')),
  attends('attention', 'Attention', {}),
  attends('attention, scaled', 'Attention', { useScale: true }),
  attends('attention, by concatenation', 'Attention', { scoreMode: 'concat' }),
  attends('attention, by concatenation, scaled', 'Attention', { scoreMode: 'concat', useScale: true }),
  attends('attention, causal', 'Attention', {}, causal),
  attends(
    'attention, keys apart, scores',
    'Attention',
    { useScale: true },
    { of: ['x', 'z', 'k'], args: { returnAttentionScores: true } },
    { x: steps, z: others, k: { shape: [5, 4] } },
  ),
  embedded('attention of masked steps', layer('Attention', {}, 'attention')),
  embedded('attention of masked steps, causal', {
    ...layer('Attention', { useScale: true }, 'attention'),
    args: { useCausalMask: true },
  }),
  attends('additive attention', 'AdditiveAttention', {}),
  attends('additive attention, not scaled, causal', 'AdditiveAttention', { useScale: false }, causal),
  embedded('additive attention of masked steps', layer('AdditiveAttention', {}, 'attention')),
];
