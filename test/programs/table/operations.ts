/** Functions of `keras.ops` between layers, as functional models have them. */
import type { Config, Program } from '../program.ts';
import { dense, flatten, head, y } from './basics.ts';

const first = { tensor: 0 };
const second = { tensor: 1 };
const all = { slice: [null, null, null] };

/** On a dense layer's sequence, `[3, 4]` of a sample, or on two of them. */
const on = (
  operation: string,
  options: Config = {},
  given: readonly unknown[] = [first],
  name = operation,
): Program => ({
  name: `operation ${name}`,
  inputs: { x: { shape: [3, 2] } },
  targets: y(1),
  nodes: [
    { ...dense(4, { activation: 'sigmoid' }, 'p'), of: 'x' },
    { ...dense(4, { activation: 'sigmoid' }, 'q'), of: 'x' },
    {
      operation,
      options,
      arguments: given,
      of: ['p', 'q'].slice(0, given.flat().includes(second) ? 2 : 1),
      as: 'out',
    },
    { ...flatten, of: 'out' },
    head,
  ],
});

export const operations: readonly Program[] = [
  ...['Add', 'Subtract', 'Multiply', 'Divide', 'Power', 'Maximum', 'Minimum'].map((operation) =>
    on(operation, {}, [first, second]),
  ),
  on('Add', {}, [first, 3], 'Add of a number'),
  on('Subtract', {}, [1, first], 'Subtract from a number'),
  on('Power', {}, [first, 2], 'Power of a number'),
  ...[
    'Negative',
    'Absolute',
    'Square',
    'Sqrt',
    'Rsqrt',
    'Exp',
    'Log',
    'Log1p',
    'Sin',
    'Tanh',
    'Reciprocal',
    'Erf',
    'Relu',
    'Relu6',
    'Sigmoid',
    'Silu',
    'Softplus',
    'HardSigmoid',
    'HardSilu',
  ].map((operation) => on(operation)),
  on('Gelu', { approximate: false }),
  on('Gelu', { approximate: true }, [first], 'Gelu, approximate'),
  on('LeakyRelu', { negativeSlope: 0.1 }),
  on('Softmax', { axis: 1 }),
  on('LogSoftmax', { axis: -1 }),
  on('Normalize', { axis: -1, order: 2 }),
  ...['Mean', 'Sum', 'Max', 'Min', 'Var', 'Std', 'Logsumexp'].map((operation) =>
    on(operation, { axis: 1, keepdims: true }),
  ),
  on('Mean', { axis: [1, 2], keepdims: true }, [first], 'Mean over two axes'),
  on('Reshape', { newshape: [-1, 2, 6] }),
  on('Transpose', { axes: [0, 2, 1] }),
  on('Swapaxes', { axis1: 1, axis2: -1 }),
  on('ExpandDims', { axis: -1 }),
  on('Concatenate', { axis: -1 }, [[first, second]]),
  on('Stack', { axis: 1 }, [[first, second]]),
  on('Split', { indicesOrSections: 2, axis: -1 }),
  on('GetItem', {}, [first, [all, 0]], 'GetItem of a step'),
  on('GetItem', {}, [first, [all, { slice: [1, null, null] }]], 'GetItem of a slice'),
  on('GetItem', {}, [first, [{ ellipsis: true }, { slice: [0, -1, 2] }]], 'GetItem behind an ellipsis'),
  on('Clip', { xMin: 0.3, xMax: 0.6 }),
  on('Flip', { axis: 1 }),
  on('Tile', { repeats: [1, 2, 1] }),
  on('Repeat', { repeats: 2, axis: 1 }),
  on('Cast', { dtype: 'float32' }),
];
