/** Functions of `keras.ops` between layers, as functional models have them. */
import type { Config, Program } from '../program.ts';
import { dense, flatten, head, layer, y } from './basics.ts';

const first = { tensor: 0 };
const second = { tensor: 1 };
const all = { slice: [null, null, null] };
const constant = (shape: readonly number[], ...constant: number[]) => ({ constant, shape, dtype: 'float32' });
const fours = constant([4], 1, 2, 3, 4);

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

/** What counts, compares or rounds has no gradient: it is added to what has one. */
function counted(operation: string, options: Config, given: readonly unknown[]): Program {
  const program = on(operation, options, given);
  const [p, q, counts, ...rest] = program.nodes;
  const floats = {
    operation: 'Cast',
    options: { dtype: 'float32' },
    arguments: [first],
    of: 'out',
    as: 'floats',
  };
  const flat = { ...flatten, name: 'flat', of: 'floats' };
  const both = { kind: 'Concatenate', name: 'both', of: ['flat', 'learned'] };
  return {
    ...program,
    nodes: [p!, q!, counts!, floats, flat, { ...flatten, name: 'learned', of: 'p' }, both, rest.at(-1)!],
  };
}

/** On `[steps, heads, size]` of a sample. */
function heads(operation: string, options: Config, given: readonly unknown[], name?: string): Program {
  const program = on(operation, options, given, name && `${operation}, ${name}`);
  const [p, q, attend, ...rest] = program.nodes;
  const parted = (of: string, as: string) => ({ ...layer('Reshape', { targetShape: [3, 2, 2] }), of, as });
  const nodes = [p!, q!, parted('p', 'r'), parted('q', 's'), { ...attend!, of: ['r', 's'] }, ...rest];
  return { ...program, nodes };
}

function picture(operation: string, options: Config, name = operation): Program {
  return {
    name: `operation ${name}`,
    inputs: { x: { shape: [4, 4, 2] } },
    targets: y(1),
    nodes: [
      dense(4, {}, 'p'),
      { operation, options, arguments: [first], as: 'out' },
      { ...flatten, of: 'out' },
      head,
    ],
  };
}

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
  ...['FloorDivide', 'Mod', 'Arctan2', 'Hypot', 'Logaddexp'].map((operation) =>
    on(operation, {}, [first, second]),
  ),
  ...[
    'Exp2',
    'Expm1',
    'Log2',
    'Log10',
    'Tan',
    'Arcsin',
    'Arccos',
    'Arctan',
    'Sinh',
    'Cosh',
    'Arcsinh',
    'Arctanh',
  ].map((operation) => on(operation)),
  ...['Erfc', 'Softsign', 'Selu', 'Celu', 'Elu', 'LogSigmoid', 'HardTanh', 'TanhShrink', 'SoftShrink'].map(
    (operation) => on(operation),
  ),
  ...['HardShrink', 'Squareplus', 'SparseSigmoid', 'SparsePlus', 'Glu', 'Copy', 'NanToNum'].map((operation) =>
    on(operation),
  ),
  on('Threshold', { threshold: 0.5, defaultValue: 0.1 }),
  on('Glu', { axis: -1 }, [first], 'Glu along the last axis'),
  ...['Trunc', 'Sign', 'Isfinite'].map((operation) => counted(operation, {}, [first])),
  ...['LogicalXor', 'LessEqual', 'Equal'].map((operation) => counted(operation, {}, [first, second])),
  counted('ZerosLike', { dtype: 'int32' }, [first]),
  counted('FullLike', {}, [first, 2]),
  counted('Any', { axis: 1 }, [first]),
  counted('CountNonzero', { axis: 1 }, [first]),
  counted('Argmax', { axis: 1 }, [first]),
  counted('Argmin', { axis: -1, keepdims: true }, [first]),
  counted('Argsort', { axis: 1 }, [first]),
  counted('OneHot', { numClasses: 3, axis: 1 }, [first]),
  counted('MultiHot', { numClasses: 3 }, [first]),
  on('Select', {}, [[first, second], [second, first], 0.5]),
  on('Norm', { axis: -1 }),
  on('Norm', { ord: 1, axis: 1, keepdims: true }, [first], 'Norm of absolute numbers'),
  on('Norm', { axis: [1, 2], keepdims: true }, [first], 'Norm of a matrix'),
  on('Average', { axis: 1 }, [first, second]),
  on('Cumsum', { axis: 1 }),
  on('Cumprod', { axis: -1 }),
  on('Diff', { n: 2, axis: -1 }),
  on('Sort', { axis: 1 }),
  on('TopK', { k: 2 }),
  on('Moments', { axes: [1] }),
  on('Moveaxis', { source: 1, destination: -1 }),
  on('Append', { axis: 1 }, [first, second]),
  on('Hstack', {}, [[first, second]]),
  on('Unstack', { axis: 1 }),
  on('Roll', { shift: [1, -2], axis: [1, 2] }),
  on(
    'Pad',
    {
      padWidth: [
        [0, 0],
        [1, 2],
        [0, 1],
      ],
    },
    [first, 0.5],
  ),
  on(
    'Pad',
    {
      padWidth: [
        [0, 0],
        [1, 1],
        [2, 0],
      ],
      mode: 'reflect',
    },
    [first],
    'Pad by reflection',
  ),
  on('Tril', { k: -1 }),
  on('Triu', { k: 1 }),
  on('Take', { axis: -1 }, [first, [0, -1, 2]]),
  on('TakeAlongAxis', { axis: 1 }, [first, { ...constant([1, 1, 4], 2, 0, 1, 0), dtype: 'int32' }]),
  on('Einsum', { subscripts: 'bij,bkj->bik' }, [first, second]),
  on('Einsum', { subscripts: 'b...j,b...j->b...' }, [first, second], 'Einsum with an ellipsis'),
  on('Einsum', { subscripts: 'bij->bj' }, [first], 'Einsum of one'),
  on('Tensordot', { axes: 1 }, [first, constant([4, 2], 1, 2, 3, 4, 5, 6, 7, 8)]),
  on('Dot', {}, [first, fours]),
  on('LayerNorm', { axis: -1, epsilon: 1e-3 }, [first, fours, constant([4], 0, 1, 0, 1)]),
  on('RMSNorm', { axis: -1, epsilon: 1e-6 }, [first, fours]),
  heads('DotProductAttention', {}, [first, second, second, null, null, null]),
  heads(
    'DotProductAttention',
    { isCausal: true, attnLogitsSoftCap: 2 },
    [first, second, first, null, null, 0.3],
    'causal',
  ),
  picture('DepthToSpace', { blockSize: 2, dataFormat: 'channelsLast' }),
  picture('SpaceToDepth', { blockSize: 2, dataFormat: 'channelsLast' }),
  picture('Resize', { size: [6, 3], interpolation: 'bilinear' }),
  picture('Resize', { size: [8, 8], interpolation: 'nearest' }, 'Resize to the nearest'),
  ...(
    [
      ['Mean', { axis: 0 }, 'goes over the samples'],
      ['Sum', {}, 'goes over the samples'],
      ['Flip', { axis: 0 }, 'mixes the samples'],
      ['Concatenate', { axis: 0 }, 'mixes the samples'],
      ['Norm', { axis: -1, ord: 3 }, 'norm of order 3'],
    ] as const
  ).map(([operation, options, refused]) => ({
    ...on(
      operation,
      options,
      operation === 'Concatenate' ? [[first, second]] : [first],
      `${operation}, refused`,
    ),
    refused,
  })),
  { ...on('GetItem', {}, [first, 0], 'GetItem of a sample, refused'), refused: 'no place for each sample' },
];
