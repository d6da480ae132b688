import type { OpCase } from '../ops.ts';
import { MATRIX, PAIR } from './table.ts';

/** Where tfjs's `cpu` backend throws. */
export const withoutCpu: OpCase[] = [
  {
    name: 'einsumSummed',
    withoutCpu: 'its einsum cannot sum letters of two operands away',
    shapes: PAIR,
    of: (tf, x, y) => tf.einsum('ij,kl->il', x, y),
  },
  {
    name: 'stridedSliceShrunk',
    withoutCpu: 'its stridedSlice reads out of range where an axis is shrunk',
    shapes: MATRIX,
    of: (_, x) => x.stridedSlice([1, 1], [2, 9], [1, 2], 0, 0, 0, 0, 1),
  },
];
