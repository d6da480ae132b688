import type { DataSource, Dataset, LoadContext, LoaderSpec } from '../api/data.ts';
import type { FileLoader } from '../api/file-options.ts';
import type { Job } from '../api/job.ts';
import { NO_PLACE, PLACE } from '../api/place.ts';
import type { Prepared } from '../api/prepared.ts';
import { withPrepared } from '../api/with-prepared.ts';
import { unlessAborted } from '../base/abort.ts';
import { LockstepError } from '../base/errors.ts';
import { reasonOf } from '../base/script.ts';
import { expectAugmentable } from './augmentation/check.ts';
import { rehearse } from './augmentation/rehearse.ts';
import { checkFeatures, soundDataset } from './check.ts';
import { rangesOf, rangesOfColumns } from './features.ts';
import { holdOut } from './held-out.ts';
import { loadImdb } from './imdb.ts';
import { loadMnist } from './mnist.ts';
import { classWeightFeature } from './preparation/class-weights.ts';
import { memoryRecords, type RunData } from './records.ts';
import { pairsOf } from './stand-ins/pairs.ts';

/** A job and its data set. For a user's own files, the job has the features that were learned of them (`prepared`). */
export interface JobData {
  readonly job: Job;
  readonly dataset: RunData;
  readonly prepared?: Prepared;
}

/**
 * Reads the data set of a job, and checks all of it.
 * @param learned what an earlier run has learned of a user's own files; left out, it is learned from the training split
 * @throws LockstepError as `loadDataset`
 */
export async function loadJobData(job: Job, context: LoadContext, learned?: Prepared): Promise<JobData> {
  const { loader } = job.data;
  const own = isFileLoader(loader)
    ? await (await import('./own/load.ts')).loadOwn(loader, context, job, learned ?? given(loader, job))
    : undefined;
  const dataset = own?.dataset ?? inMemory(await loadDataset(job.data, context));
  const prepared = withClassWeight(withPrepared(job, own?.prepared), dataset, own?.prepared, learned);
  const ready = withPrepared(job, prepared);
  await expectAugmented(ready, dataset);
  return { job: ready, dataset, ...(prepared && { prepared }) };
}

/**
 * Brings a data set that was packed to where workers share packs, if that is an address.
 * @throws LockstepError BAD_INPUT | UNREACHABLE | STORAGE, naming the bucket
 */
export async function shareData({ job, dataset }: JobData, context: LoadContext): Promise<void> {
  if (isFileLoader(job.data.loader)) await (await import('./own/load.ts')).shareOwn(dataset, context);
}

/** @throws LockstepError BAD_INPUT where the job's augmentations do not fit its data, or one of them fails */
async function expectAugmented({ augment = [], data, seed }: Job, { train }: RunData): Promise<void> {
  if (augment.length === 0) return;
  expectAugmentable(augment, data, rangesOf(data, rangesOfColumns(train.info)));
  await rehearse(augment, data, train, seed);
}

/**
 * What the job brings of an earlier run: as its data says it, or beside a model that it trains on as it is.
 * @throws LockstepError BAD_INPUT where its data names what was learned of another kind of data
 */
function given({ kind, options: { learned } }: FileLoader, job: Job): Prepared | undefined {
  const wanted = LEARNED_OF[kind];
  if (!learned) {
    const beside = 'model' in job ? (job.model as { learned?: Prepared }).learned : undefined;
    // Of arrays nothing is learned but the shapes.
    return wanted !== 'arrays' && beside?.raw.kind === wanted ? beside : undefined;
  }
  if (learned.raw.kind === wanted) return learned;
  throw new LockstepError(
    'BAD_INPUT',
    `what was learned is of ${learned.raw.kind}, and ${kind} is of ${wanted}`,
    {
      hint: 'Give learned from a model that was trained on the same kind of data, or leave it out',
    },
  );
}

const LEARNED_OF: Readonly<Record<FileLoader['kind'], Prepared['raw']['kind']>> = {
  csv: 'table',
  json: 'table',
  parquet: 'table',
  tfrecord: 'table',
  images: 'images',
  text: 'text',
  lines: 'text',
  npz: 'arrays',
  records: 'arrays',
};

/** What was learned, with the weights of the classes where the job has such. */
function withClassWeight(
  job: Job,
  dataset: RunData,
  prepared: Prepared | undefined,
  learned: Prepared | undefined,
): Prepared | undefined {
  const before = learned?.weights?.find(({ encoding }) => encoding.kind === 'byClass');
  const byClass = before ?? classWeightFeature(job, dataset);
  if (!byClass) return prepared;
  const { inputs, targets } = job.data;
  const weights = (job.data.weights ?? []).filter(({ encoding }) => encoding.kind !== 'byClass');
  return { inputs, targets, raw: { kind: 'arrays' }, ...prepared, weights: [...weights, byClass] };
}

function inMemory(dataset: Dataset): RunData {
  const { train, validation, test, ...about } = dataset;
  return {
    ...about,
    train: memoryRecords(train),
    ...(validation && { validation: memoryRecords(validation) }),
    test: memoryRecords(test),
    close: async () => {},
  };
}

/**
 * Reads a built-in data set, or that of a job's own load function, and checks all of it.
 * @throws LockstepError BAD_DATA when a file is missing or not what it claims to be, or a number cannot be used;
 * BAD_INPUT when the job wants other columns
 */
export async function loadDataset(source: DataSource, context: LoadContext): Promise<Dataset> {
  const dataset = await read(source.loader, context);
  checkFeatures(dataset, source);
  return dataset;
}

/** Whether a source is of a user's own files. */
export function isFileLoader(loader: LoaderSpec): loader is FileLoader {
  return !['mnist', 'imdb', 'custom'].includes(loader.kind);
}

async function read(loader: LoaderSpec, context: LoadContext): Promise<Dataset> {
  switch (loader.kind) {
    case 'mnist':
      return loader.pairs
        ? pairsOf(await loadMnist(loader.flavour, context))
        : holdOut(await loadMnist(loader.flavour, context), loader.validation);
    case 'imdb':
      return holdOut(await loadImdb(loader, context), loader.validation);
    case 'custom':
      return soundDataset(await own(loader.load, context));
    default:
      throw new LockstepError('INTERNAL', `${loader.kind} data is read by loadJobData`);
  }
}

async function own(load: (context: LoadContext) => Promise<Dataset>, context: LoadContext): Promise<Dataset> {
  try {
    const loading = load(context);
    // A job's own loader may ignore the signal.
    return await (context.signal ? unlessAborted(loading, context.signal) : loading);
  } catch (error) {
    context.signal?.throwIfAborted();
    const asksForPlace = PLACE.test(String(error));
    const hint = asksForPlace ? NO_PLACE : 'This came from the load function of the job';
    if (error instanceof LockstepError) throw error;
    throw new LockstepError('BAD_DATA', reasonOf(error), { hint, cause: error });
  }
}
