/** What goes wrong only while a job trains. */
import type { Mistake } from './mistake.ts';

export const TRAINING: readonly Mistake[] = [
  [`schedule: ({ step }) => JSON.parse('{')`, 'BAD_INPUT', /the schedule of the job fails at step 0/],
  [
    `schedule: schedules.constant`,
    'BAD_INPUT',
    /the schedule of the job gives a function at step 0\. Call it/,
  ],
  [`schedule: async () => 1`, 'BAD_INPUT', /job schedule: must not be async/],
  [
    `callbacks: [{ name: 'mine', initial: 0, onEpochEnd: async (state) => ({ state }) }]`,
    'BAD_INPUT',
    /job callbacks\.0\.onEpochEnd: must not be async/,
  ],
  [
    `callbacks: [{ name: 'mine', initial: 0, onEpochEnd: (state) => Promise.resolve({ state, stop: 'now' }) }]`,
    'BAD_INPUT',
    /callback mine fails: it returns a promise/,
  ],
  [
    `callbacks: [{ name: 'mine', initial: 0, onStep: () => {} }]`,
    'BAD_INPUT',
    /callback mine fails: it returns undefined; return \{ state \}/,
  ],
  [
    `loss: (y, p) => p.sub(y).abs().mul(Number.NaN).mean(-1)`,
    'DIVERGED',
    /the model has learned nothing in epoch 1: the loss or the gradient of no step is finite\. Lower/,
  ],
  [
    `loss: (y, p) => p.sub(y).abs().mul(Number.NaN).mean(-1), maxSkippedSteps: 0`,
    'DIVERGED',
    /of 1 steps, up to step 0, is not finite.*maxSkippedSteps/,
  ],
];

/** The last batch of an epoch has one sample, which no trial has: what goes wrong with it first does so in a later step. */
export const LATER: readonly (readonly [what: string, fields: string, words: RegExp])[] = [
  [
    'an op of the loss',
    'loss: (y, p) => (y.shape[0] === 1 ? p.matMul(y.tile([2, 1])) : p.sub(y)).square().sum(-1)',
    /the model at step 1 fails: op BatchMatMul in a loss, a metric or a gradient: .*This came from the model or the loss/,
  ],
  [
    'an op in a layer',
    `model: (tf) => {
      const model = dense(tf, 1, { name: 'gate' });
      const layer = model.layers[0];
      const call = layer.call.bind(layer);
      layer.call = (x, more) => {
        const [given] = [x].flat();
        return given.shape[0] === 1 ? given.matMul(given.tile([2, 1])) : call(x, more);
      };
      return model;
    }`,
    /the model at step 1 fails: op BatchMatMul in layer gate: /,
  ],
  [
    'the loss itself',
    `loss: (y, p) => { if (y.shape[0] === 1) throw new Error('one is too few'); return p.sub(y).square().sum(-1); }`,
    /the model at step 1 fails: one is too few/,
  ],
  [
    'a function that tfjs has not',
    `model: (tf) => ((globalThis.tfOfTest = tf), dense(tf)),
     loss: (y, p) => { const tf = globalThis.tfOfTest; return y.shape[0] === 1 ? tf.squareDifference(y, p) : p.sub(y).square().sum(-1); }`,
    /the model at step 1 fails: tf\.squareDifference is not a function \(job\.ts:\d+:\d+\)\. Did you mean tf\.squaredDifference\?/,
  ],
];
