/** Pooling and upsampling. */
import type { Config, Program } from '../program.ts';
import { channelsFirst, dense, last, layer, on } from './basics.ts';

const up = (name: string, config: Config): Program =>
  on([3, 4, 2], name, layer('Conv2D', { filters: 2, kernelSize: 1 }, 'conv'), layer('UpSampling2D', config));
const pool = (name: string, shape: number[], kind: string, config: Config): Program =>
  on(
    shape,
    name,
    layer(
      shape.length === 2 ? 'Conv1D' : shape.length === 3 ? 'Conv2D' : 'Conv3D',
      { filters: 2, kernelSize: 1 },
      'conv',
    ),
    layer(kind, config),
  );
const global = (name: string, shape: number[], kind: string): Program =>
  last(
    shape,
    name,
    layer(shape.length === 2 ? 'Conv1D' : 'Conv2D', { filters: 2, kernelSize: 1 }, 'conv'),
    layer(kind),
  );

export const pooling: readonly Program[] = [
  up('upsampling, nearest', { size: [2, 3] }),
  up('upsampling, bilinear', { size: [2, 2], interpolation: 'bilinear' }),
  up('upsampling, bilinear, uneven', { size: [3, 2], interpolation: 'bilinear' }),
  pool('average pooling', [5, 5, 2], 'AveragePooling2D', { poolSize: 2 }),
  pool('average pooling, same', [5, 5, 2], 'AveragePooling2D', { poolSize: 3, strides: 2, padding: 'same' }),
  pool('average pooling, same, overlapping', [4, 5, 2], 'AveragePooling2D', {
    poolSize: 3,
    strides: 1,
    padding: 'same',
  }),
  pool('average pooling, channels first', [2, 5, 5], 'AveragePooling2D', { poolSize: 2, ...channelsFirst }),
  pool('average pooling of a sequence', [7, 2], 'AveragePooling1D', {
    poolSize: 3,
    strides: 2,
    padding: 'same',
  }),
  pool('average pooling of a volume', [4, 4, 4, 2], 'AveragePooling3D', {
    poolSize: 3,
    strides: 2,
    padding: 'same',
  }),
  pool('max pooling', [5, 5, 2], 'MaxPooling2D', { poolSize: 3, strides: 2, padding: 'same' }),
  pool('max pooling of a sequence', [7, 2], 'MaxPooling1D', { poolSize: 3, strides: 2, padding: 'same' }),
  pool('max pooling of a volume', [4, 4, 4, 2], 'MaxPooling3D', { poolSize: 2, strides: 2 }),
  global('global average pooling', [5, 5, 2], 'GlobalAveragePooling2D'),
  pool('global average pooling, kept axes', [5, 5, 2], 'GlobalAveragePooling2D', { keepdims: true }),
  global('global average pooling of a sequence', [5, 2], 'GlobalAveragePooling1D'),
  pool('global average pooling of a sequence, kept axes', [5, 2], 'GlobalAveragePooling1D', {
    keepdims: true,
  }),
  pool('global max pooling, kept axes', [5, 5, 2], 'GlobalMaxPooling2D', { keepdims: true }),
  global('global max pooling of a sequence', [5, 2], 'GlobalMaxPooling1D'),
  on(
    [4],
    'max over equal numbers',
    dense(4, { activation: 'relu' }),
    layer('Reshape', { targetShape: [4, 1] }),
    layer('GlobalMaxPooling1D', {}),
  ),
  {
    ...last(
      [2, 4],
      'global average pooling of a sequence, channels first',
      layer('GlobalAveragePooling1D', channelsFirst),
    ),
    refused: 'has no option "dataFormat"',
  },
  {
    ...last(
      [2, 4],
      'global max pooling of a sequence, channels first',
      layer('GlobalMaxPooling1D', channelsFirst),
    ),
    refused: 'has no option "dataFormat"',
  },
];
