/** A model folder without its run: what it needs to answer. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { bundleJob } from '../api/bundle.ts';
import type { Job } from '../api/job.ts';
import { readModelFolder } from '../api/keras/folder.ts';
import { loadJob } from '../api/load.ts';
import type { Prepared } from '../api/prepared.ts';
import { LockstepError } from '../base/errors.ts';
import { contentSha256 } from '../base/hash.ts';
import { openSavedRun, type SavedRun } from './saved-run.ts';

/** What predicts: of a model folder alone there is no checkpoint. */
export type SavedModel = Pick<SavedRun, 'job' | 'jobSource' | 'prepared' | 'blobs'> & {
  readonly checkpoint?: SavedRun['checkpoint'];
  readonly dataset: Pick<SavedRun['dataset'], 'classes' | 'substitute' | 'provenance'>;
};

/**
 * A run, as `openSavedRun` has it, or a model folder that was taken out of its run.
 * @throws LockstepError BAD_INPUT where it is neither
 */
export async function openSavedModel(path: string): Promise<SavedModel> {
  const full = resolve(path);
  const json = modelJsonIn(full);
  if (!standsAlone(json)) return await openSavedRun(path);
  const { model, weights, learned } = await readModelFolder(json);
  if (!learned) {
    throw new LockstepError('BAD_INPUT', `${full} has no data.json, which says what its numbers mean`, {
      hint: 'Name the run directory, or copy the whole model/ of a run',
    });
  }
  const sha256 = contentSha256(weights);
  const jobSource = scriptOf({ ...model, weights: sha256 }, learned);
  const blobs = new Map([[sha256, weights]]);
  return { ...partsOf(loadJob(jobSource, learned), full, learned), jobSource, blobs };
}

/** The `model.json` that a path names: itself, or that in the folder. */
function modelJsonIn(path: string): string {
  return basename(path) === 'model.json' ? path : join(path, 'model.json');
}

/** Whether a `model.json` is there, and not in its run. */
function standsAlone(json: string): boolean {
  return existsSync(json) && !existsSync(join(json, '../../config.json'));
}

/**
 * A model, of a run or alone, with the data, the loss and the metrics of a job.
 * @throws LockstepError BAD_INPUT where one of them is missing
 */
export async function modelWithJob(path: string, name: string): Promise<SavedModel> {
  const full = resolve(path);
  const json = [modelJsonIn(full), join(full, 'model/model.json')].find((file) => existsSync(file));
  if (!json)
    throw new LockstepError('BAD_INPUT', `${full} holds no model.json`, { hint: 'Name the model/ of a run' });
  const { source: jobSource, blobs } = await bundleJob(name, { model: json });
  const job = loadJob(jobSource);
  if (!('model' in job)) {
    throw new LockstepError('BAD_INPUT', `job ${job.name} has several models or none`, {
      hint: 'Name a job with data, loss and metrics for one model',
    });
  }
  const { learned } = await readModelFolder(json);
  return { ...partsOf(job, full, learned), jobSource, blobs };
}

/** What stands in a model's folder beside the model. */
function partsOf(job: Job, provenance: string, learned: Prepared | undefined) {
  const classes = learned?.target?.kind === 'classes' ? [...learned.target.classes] : [];
  return { job, prepared: learned, dataset: { classes, substitute: false, provenance } };
}

/** Where a model stands alone, nobody knows its data. @throws LockstepError BAD_INPUT there */
export function expectRun(path: string): void {
  const full = resolve(path);
  if (!standsAlone(modelJsonIn(full))) return;
  throw new LockstepError('BAD_INPUT', `${full} is a model without its run, which would name its data`, {
    hint: 'Say which job has its data, loss and metrics: --job my-job.ts',
  });
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
