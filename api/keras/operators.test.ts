import { expect, test } from 'vitest';
import { isOperator } from './operators.ts';

// HDF5 files leave out the module, and Keras has layers and functions of one name: Average, Dot, Reshape, ...
const NAMES = [
  'Add',
  'Average',
  'Concatenate',
  'Dot',
  'Maximum',
  'Minimum',
  'Multiply',
  'Reshape',
  'Softmax',
  'Subtract',
];
test.each(NAMES)(
  '%s without a module is a function, unless it says whether it is trainable',
  (class_name) => {
    const node = { class_name, inbound_nodes: [{ args: [], kwargs: {} }] };
    expect(isOperator({ ...node, config: { name: 'a' } })).toBe(true);
    expect(isOperator({ ...node, config: { name: 'a', trainable: true, dtype: 'float32' } })).toBe(false);
  },
);
