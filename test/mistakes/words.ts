/** A word that is misspelt, out of place or taken: fields, options, losses, metrics, logs, callbacks. */
import type { Mistake } from './mistake.ts';

export const WORDS: readonly Mistake[] = [
  [
    `loss: 'mean_sqared_error'`,
    'BAD_INPUT',
    /job loss: "mean_sqared_error" is no loss: did you mean "meanSquaredError"\?/,
  ],
  [`loss: 'perplexing'`, 'BAD_INPUT', /"perplexing" is no loss: use one of: categoricalCrossentropy, /],
  [`loss: { y: 'mse' }`, 'BAD_INPUT', /job loss: is no loss: take losses\.cat/],
  [`loss: []`, 'BAD_INPUT', /job loss: must have a loss for each output/],
  [`metrics: ['acuracy']`, 'BAD_INPUT', /job metrics.0: "acuracy" is no metric: did you mean "accuracy"\?/],
  [`metrics: ['perplexing']`, 'BAD_INPUT', /"perplexing" is no metric/],
  [`metrics: 'accuracy'`, 'BAD_INPUT', /job metrics: .*expected array/],
  [`metrics: [(y, p) => p]`, 'BAD_INPUT', /job metrics.0: must be the name of a metric or \{ name, value \}/],
  [
    `optimiser: () => 0`,
    'BAD_INPUT',
    /a job has no field "optimiser" \(job\.ts:\d+:\d+\)\. Did you mean "optimizer"\?/,
  ],
  [`optimizer: 'adam'`, 'BAD_INPUT', /job optimizer: must be a function: \(tf\) => tf\.train\.adam/],
  [
    `learningRate: 0.1`,
    'BAD_INPUT',
    /no field "learningRate" \(job\.ts:\d+:\d+\)\. Give it to the optimizer/,
  ],
  [
    `classWeights: { 0: 1 }`,
    'BAD_INPUT',
    /no field "classWeights" \(job\.ts:\d+:\d+\)\. Did you mean "classWeight"\?/,
  ],
  [
    `dtype: 'float16'`,
    'BAD_INPUT',
    /no field "dtype" \(job\.ts:\d+:\d+\)\. precision: 'bfloat16' computes products so/,
  ],
  [
    `validationSplit: 0.2`,
    'BAD_INPUT',
    /no field "validationSplit" \(job\.ts:\d+:\d+\)\. Say it in the data: csv/,
  ],
  [
    `loss_weights: [1]`,
    'BAD_INPUT',
    /no field "loss_weights" \(job\.ts:\d+:\d+\)\. Did you mean "lossWeights"\?/,
  ],
  [`epochs: '2'`, 'BAD_INPUT', /job epochs: .*expected int|job epochs: .*number/],
  [`name: 'My Job'`, 'BAD_INPUT', /job name: must be lower case letters, digits and dashes/],
  [`name: 'a'.repeat(300)`, 'BAD_INPUT', /job name: must have 100 letters at most/],
  [`maxSkippedSteps: -1`, 'BAD_INPUT', /job maxSkippedSteps: /],
  [
    `callbacks: [callbacks.earlyStopping({ restoreBestWeights: true })]`,
    'BAD_INPUT',
    /callbacks\.earlyStopping has no option "restoreBestWeights": use one of: patience, restoreBest/,
  ],
  [
    `callbacks: [callbacks.earlyStopping({ monitr: 'loss' })]`,
    'BAD_INPUT',
    /"monitr": did you mean "monitor"\?/,
  ],
  [
    `callbacks: [callbacks.earlyStopping({ mode: 'lowest' })]`,
    'BAD_INPUT',
    /has no mode "lowest" \(job\.ts:\d+:\d+\)\. Use one of: auto, min, max/,
  ],
  [
    `callbacks: [callbacks.earlyStopping]`,
    'BAD_INPUT',
    /job callbacks.0: must be a callback: callbacks\.earlyStopping\(\)/,
  ],
  [
    `callbacks: [callbacks.csvLogger({ file: '../log.csv' })]`,
    'BAD_INPUT',
    /must be the name of a file, without a folder/,
  ],
  [
    `schedule: schedules.cosineDecay({ flor: 0 })`,
    'BAD_INPUT',
    /has no option "flor": did you mean "floor"\?/,
  ],
  [`data: mnist({ flaten: true })`, 'BAD_INPUT', /mnist has no option "flaten": did you mean "flatten"\?/],
  [
    `optimizer: (tf) => tf.train.adamw({ learningRate: 0.1 })`,
    'BAD_INPUT',
    /tf\.train\.adamw is not a function \(job\.ts:\d+:\d+\)\. Did you mean tf\.train\.adamW\?/,
  ],
  [
    `optimizer: (tf) => tf.train.multiOptimizer([])`,
    'BAD_INPUT',
    /tf\.train\.multiOptimizer is not a function \(job\.ts:\d+:\d+\)\. Give the job a program with several updates/,
  ],
  [
    `optimizer: (tf) => tf.train.adamW(0.1)`,
    'BAD_INPUT',
    /tf\.train\.adamW is given 0\.1, and takes its options by name\. Write: tf\.train\.adamW\(\{ learningRate/,
  ],
];

/** A name that another has, or that nothing has. */
export const NAMES: readonly Mistake[] = [
  [
    `data: source([x, y], [feature('x')], [feature('x', { column: 'y' })])`,
    'BAD_INPUT',
    /job data: two of inputs, targets and weights are called "x"/,
  ],
  [
    `metrics: [{ name: 'loss', value: (y, p) => p.mean(-1) }]`,
    'BAD_INPUT',
    /"loss" is the name of another log; choose another/,
  ],
  [
    `metrics: [{ name: 'val_mine', value: (y, p) => p.mean(-1) }]`,
    'BAD_INPUT',
    /"val_mine" begins with val_/,
  ],
  [`metrics: ['mae', 'mae']`, 'BAD_INPUT', /job metrics.1: there are two metrics "mae"/],
  [
    `callbacks: [callbacks.modelCheckpoint(), callbacks.modelCheckpoint({ monitor: 'loss' })]`,
    'BAD_INPUT',
    /two of them keep a checkpoint "best": name another in one/,
  ],
  [
    `callbacks: [callbacks.earlyStopping({ monitor: 'val_acc' })]`,
    'BAD_INPUT',
    /callback earlyStopping watches "val_acc", which this run does not log\. Watch one of: loss, val_loss/,
  ],
  [
    `data: source([x, y], [feature('x')], [feature('y')], []), callbacks: [callbacks.modelCheckpoint()]`,
    'BAD_INPUT',
    /callback modelCheckpoint watches "val_loss", which this run does not log/,
  ],
];
