/** Sequences of which a mask leaves steps out. */
import type { NodeSpec, Program } from '../program.ts';
import { head, layer, y } from './basics.ts';

export const tokens: Program['inputs'] = {
  x: { shape: [4], given: [1, 2, 0, 0, 2, 1, 3, 0, 1, 0, 0, 0, 2, 2, 1, 3], ids: 4 },
};
export const embedding = layer('Embedding', { inputDim: 4, outputDim: 2, maskZero: true }, 'embedding');

/** Layers on masked steps that give a vector, then a head. */
export const masked = (name: string, ...nodes: NodeSpec[]): Program => ({
  name,
  inputs: tokens,
  targets: y(1),
  nodes: [embedding, ...nodes, head],
});
