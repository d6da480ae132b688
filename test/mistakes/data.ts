/** Data that is not what a job says of it, or what its loss and model take. */
import type { Mistake } from './mistake.ts';

export const DATA: readonly Mistake[] = [
  [
    `data: source([x, y], [feature('X')], [feature('y')])`,
    'BAD_INPUT',
    /feature X wants column "X".* Use one of: x, y/,
  ],
  [
    `data: source([x, y], [feature('x', { shape: [2] })], [feature('y')])`,
    'BAD_INPUT',
    /feature x has shape \[2\], 2 numbers, but its column gives 1/,
  ],
  [
    `data: source([x, y], [feature('x', { encoding: 'scale' })], [feature('y')])`,
    'BAD_INPUT',
    /job data\.inputs\.0\.encoding: must be \{ kind: 'scale', scale \}/,
  ],
  [
    `data: source([x, y], [feature('x', { encoding: { kind: 'scale' } })], [feature('y')])`,
    'BAD_INPUT',
    /encoding\.scale: .*number/,
  ],
  [
    `data: { ...data, loader: async () => ({}) }`,
    'BAD_INPUT',
    /job data\.loader: must be \{ kind: 'custom', load/,
  ],
  [
    `data: { ...data, loader: { kind: 'custom', load: async () => { throw 'just words'; } } }`,
    'BAD_DATA',
    /^just words\. This came from the load/,
  ],
  [
    `data: { ...data, loader: { kind: 'custom', load: async () => __dirname } }`,
    'BAD_DATA',
    /__dirname is not defined \(job\.ts:\d+:\d+\)\. .*context\.dataDir \(--data-dir\)/,
  ],
  [
    `data: classes([1, 2, 3, 1]), loss: 'sparseCategoricalCrossentropy', model: (tf) => dense(tf, 3)`,
    'BAD_DATA',
    /the labels y go from 1 to 3, the model has the classes 0 to 2\. Count classes from 0/,
  ],
  [
    `data: source([x, column('y', [0, 1, 2, 1])], [feature('x')], [feature('y')]), loss: 'hinge'`,
    'BAD_INPUT',
    /hinge of target y, whose numbers are between 0 and 2\. Give it -1 and 1, or 0 and 1/,
  ],
  [
    `data: classes([0, -1, 2, 1]), loss: 'sparseCategoricalCrossentropy', model: (tf) => dense(tf, 3)`,
    'BAD_DATA',
    /labels y go from -1 to 2/,
  ],
  [
    `data: source([x, column('y', [0, 1, 1.5, 2])], [feature('x')], [feature('y')]), loss: 'sparseCategoricalCrossentropy', model: (tf) => dense(tf, 3)`,
    'BAD_DATA',
    /the labels y are not all whole numbers/,
  ],
  [
    `data: source([column('x', [0, 1, 7, 2]), y], [feature('x', { encoding: { kind: 'ids' } })], [feature('y')]),
    model: (tf) => tf.sequential({ layers: [tf.layers.embedding({ inputDim: 5, outputDim: 2, inputLength: 1, name: 'words' }),
      tf.layers.flatten(), tf.layers.dense({ units: 1 })] })`,
    'BAD_DATA',
    /the data has the id 7, and embedding words the rows 0 to 4/,
  ],
];
