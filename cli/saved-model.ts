/** A model folder without its run: what it needs to answer. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readModelFolder } from '../api/keras/folder.ts';
import { loadJob } from '../api/load.ts';
import type { Prepared } from '../api/prepared.ts';
import { LockstepError } from '../base/errors.ts';
import { contentSha256 } from '../base/hash.ts';
import { openSavedRun, type SavedRun } from './saved-run.ts';

/** What predicts: of a model folder alone there is no checkpoint. */
export type SavedModel = Pick<SavedRun, 'job' | 'jobSource' | 'prepared' | 'blobs'> & {
  readonly checkpoint?: SavedRun['checkpoint'];
  readonly dataset: Pick<SavedRun['dataset'], 'classes' | 'substitute'>;
};

/**
 * A run, as `openSavedRun` has it, or a model folder that was taken out of its run.
 * @throws LockstepError BAD_INPUT where it is neither
 */
export async function openSavedModel(path: string): Promise<SavedModel> {
  const full = resolve(path);
  const json = basename(full) === 'model.json' ? full : join(full, 'model.json');
  const run = join(json, '../..');
  if (!existsSync(json) || existsSync(join(run, 'config.json'))) return await openSavedRun(path);
  const { model, weights, learned } = await readModelFolder(json);
  if (!learned) {
    throw new LockstepError('BAD_INPUT', `${full} has no data.json, which says what its numbers mean`, {
      hint: 'Name the run directory, or copy the whole model/ of a run',
    });
  }
  const sha256 = contentSha256(weights);
  const jobSource = scriptOf({ ...model, weights: sha256 }, learned);
  const blobs = new Map([[sha256, weights]]);
  const classes = learned.target?.kind === 'classes' ? [...learned.target.classes] : [];
  const job = loadJob(jobSource, learned);
  return { job, jobSource, prepared: learned, blobs, dataset: { classes, substitute: false } };
}

/** A job that is never trained: it brings the model, and the loss that tells what its answers are. */
function scriptOf(model: object, { inputs, targets, target }: Prepared): string {
  const kind = targets[0]?.encoding.kind;
  const ofClasses = kind === 'ids' ? 'sparseCategoricalCrossentropy' : 'categoricalCrossentropy';
  const ofTwo = target?.kind === 'classes' ? 'binaryCrossentropy' : undefined;
  const loss = kind === 'scale' || targets.length !== 1 ? ofTwo : ofClasses;
  const data = { name: 'model', inputs, targets };
  return `const { kerasModel } = require('lockstep');
module.exports.default = {
  name: 'model',
  data: { ...${JSON.stringify(data)}, loader: { kind: 'custom', load: async () => { throw new Error('a model has no data'); } } },
  model: kerasModel(${JSON.stringify(model)}),
  optimizer: (tf) => tf.train.sgd(0.01),
  loss: ${loss ? JSON.stringify(loss) : '(yTrue, yPred) => yPred.reshape([yPred.shape[0], -1]).mean(1)'},
  batchSize: 1,
  epochs: 1,
};`;
}
