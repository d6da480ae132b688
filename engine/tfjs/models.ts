import { createRequire } from 'node:module';
import type { LayersModel } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { expectOptions } from '../../api/words.ts';
import { LockstepError } from '../../base/errors.ts';
import { replace } from './internals.ts';

const require = createRequire(import.meta.url);

/** The functions of tfjs that begin a model, and their options. */
const MODELS = {
  sequential: ['layers', 'name'],
  model: ['inputs', 'outputs', 'name'],
  input: ['shape', 'batchShape', 'name', 'dtype', 'sparse'],
} as const;

/** Methods of a model that train or evaluate it by a way of tfjs's own, each with what to do instead. */
const OWN_WAYS = {
  compile: 'Leave it out: the job says optimizer, loss and metrics',
  fit: 'Leave it out: the job is trained once its functions have returned',
  fitDataset: 'Leave it out: the job is trained once its functions have returned',
  trainOnBatch: 'Leave it out: the job is trained once its functions have returned',
  evaluate: 'Leave it out: the test data are evaluated after each epoch',
  evaluateDataset: 'Leave it out: the test data are evaluated after each epoch',
} as const;

/**
 * Refuses options that tfjs passes over when a model is made, and a job that trains its model itself: its ranks would
 * part, and masks, frozen layers and penalties are not Keras's there.
 */
export function useModels(tf: TF): void {
  type Make = (options?: object) => unknown;
  const layers = require('@tensorflow/tfjs-layers') as Record<keyof typeof MODELS, Make>;
  for (const [name, known] of Object.entries(MODELS) as [keyof typeof MODELS, readonly string[]][]) {
    replace(layers, name, (original) => (options) => {
      if (Array.isArray(options)) throw inAList(name, known[0]!);
      if (options) expectOptions(`tf.${name}`, options, known);
      return original(options);
    });
  }
  for (const type of [tf.LayersModel, tf.Sequential]) {
    const prototype = type.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const [method, hint] of Object.entries(OWN_WAYS)) {
      replace(
        prototype,
        method,
        () =>
          function (this: LayersModel) {
            throw new LockstepError('BAD_INPUT', `the job calls ${method} of model ${this.name}`, { hint });
          },
      );
    }
    // A saved model's optimizer and loss: those of the job take their place.
    replace(prototype, 'loadTrainingConfig', () => () => {});
  }
}

function inAList(name: string, first: string): LockstepError {
  return new LockstepError('BAD_INPUT', `tf.${name} is given a list`, {
    hint: `Name it: tf.${name}({ ${first}: [...] })`,
  });
}
