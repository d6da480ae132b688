/** Whole numbers where layers expect others. */
import type { NodeSpec, Program } from '../program.ts';
import { dense, flatten, head, layer, y } from './basics.ts';

const whole = (name: string, ...nodes: NodeSpec[]): Program => ({
  name: `${name} of whole numbers`,
  inputs: { x: { shape: [4], ids: 3 } },
  targets: y(1),
  nodes: [...nodes, head],
  optimizer: { kind: 'adam', args: [0.02] },
});
const steps = layer('Reshape', { targetShape: [4, 1] });
const picture = layer('Reshape', { targetShape: [2, 2, 1] });
const cut = { refused: 'is given whole numbers, and Keras would cut what it gives' };

export const numbers: readonly Program[] = [
  { ...whole('layer norm', layer('LayerNormalization', {}, 'norm')), ...cut },
  { ...whole('group norm', layer('GroupNormalization', { groups: 2 }, 'norm')), ...cut },
  { ...whole('rms norm', layer('RMSNormalization', {}, 'norm')), ...cut },
  {
    ...whole('bilinear upsampling', picture, layer('UpSampling2D', { interpolation: 'bilinear' }), flatten),
    ...cut,
  },
  whole(
    'upsampling',
    picture,
    layer('ZeroPadding2D', { padding: 1 }),
    layer('UpSampling2D', { size: 2 }),
    flatten,
  ),
  whole(
    'layer norm of a rescaling',
    layer('Rescaling', { scale: 1 }),
    layer('LayerNormalization', {}, 'norm'),
  ),
  whole('synchronized batch norm', layer('BatchNormalization', { synchronized: true }, 'norm')),
  whole('concatenation', { ...dense(2, {}, 'p'), of: 'x' }, { kind: 'Concatenate', of: ['p', 'x'] }),
  whole('addition', { ...dense(4, {}, 'p'), of: 'x' }, { kind: 'Add', of: ['p', 'x'] }),
  whole('maximum', { ...dense(4, {}, 'p'), of: 'x' }, { kind: 'Maximum', of: ['p', 'x'] }),
  whole('average', { kind: 'Average', of: ['x', 'x'] }),
  whole(
    'dot product',
    { ...dense(4, {}, 'p'), of: 'x' },
    { kind: 'Dot', config: { axes: 1 }, of: ['p', 'x'] },
  ),
  whole('LSTM', steps, layer('LSTM', { units: 2 }, 'cell')),
  whole('masked steps', steps, layer('Masking'), layer('SimpleRNN', { units: 2 }, 'cell')),
  whole('max pooling', steps, layer('MaxPooling1D', { poolSize: 2 }), flatten),
  whole('global average pooling', steps, layer('GlobalAveragePooling1D')),
  whole('normalization', layer('Normalization', { mean: 1.5, variance: 2 })),
  whole('einsum', layer('EinsumDense', { equation: 'ab,bc->ac', outputShape: 3 }, 'einsum')),
];
