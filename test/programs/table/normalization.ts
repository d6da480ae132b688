/** Normalizations beside that of batches. */
import type { Config, Program } from '../program.ts';
import { dense, layer, on } from './basics.ts';

const norm = (name: string, shape: number[], kind: string, config: Config = {}): Program =>
  on(shape, name, layer(kind, config, 'norm'));
const group = (name: string, shape: number[], config: Config) =>
  norm(`group norm${name}`, shape, 'GroupNormalization', config);

export const normalization: readonly Program[] = [
  norm('layer norm over all axes', [2, 3, 2], 'LayerNormalization', { axis: [1, 2, 3] }),
  norm('layer norm over axes apart', [2, 3, 2], 'LayerNormalization', { axis: [-1, 1] }),
  norm('layer norm without scale and center', [4, 3], 'LayerNormalization', { scale: false, center: false }),
  norm('layer norm, constrained', [4], 'LayerNormalization', {
    gammaConstraint: { className: 'NonNeg', config: {} },
    betaRegularizer: { className: 'L1L2', config: { l1: 0, l2: 0.1 } },
  }),
  group('', [3, 4], { groups: 2 }),
  group(' of images', [2, 3, 6], { groups: 3, epsilon: 0.01 }),
  group(', channels first', [4, 3, 2], { groups: 2, axis: 1 }),
  group(', a group a channel', [3, 4], { groups: -1 }),
  group(', one group', [3, 4], { groups: 1, scale: false }),
  group(' without center', [4], { groups: 2, center: false }),
  norm('rms norm', [3, 4], 'RMSNormalization'),
  norm('rms norm over two axes', [2, 3, 4], 'RMSNormalization', { axis: [-2, -1], epsilon: 0.1 }),
  on([4], 'unit norm of activations', dense(3), layer('UnitNormalization')),
  on([3, 4], 'unit norm over two axes', dense(3), layer('UnitNormalization', { axis: [1, 2] })),
];
