import { join } from 'node:path';
import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared } from '../../api/prepared.ts';
import { LockstepError } from '../../base/errors.ts';
import type { RunData } from '../records.ts';
import { publishPack } from '../shards/object-files.ts';
import { closePack, openPack, type Pack } from '../shards/pack.ts';
import { isRemote } from '../sources/find.ts';
import { s3Storage } from '../sources/s3-storage.ts';
import { arraysSource } from './arrays.ts';
import { identityOf } from './identity.ts';
import { imagesSource } from './images.ts';
import { linesSource } from './lines.ts';
import { recordsSource } from './records.ts';
import { SplitRows } from './rows-split.ts';
import type { OwnSource } from './source.ts';
import { tableSource } from './table.ts';
import { targetFeature } from './target.ts';
import { textSource } from './text.ts';

/** A data set, and what was learned of it. */
export interface OwnData {
  readonly dataset: RunData;
  readonly prepared: Prepared;
}

/**
 * Packs a user's own data, or finds its pack, and learns from its training split how it becomes numbers; what was
 * `learned` before is applied as it is. Memory holds a few rows at a time.
 * @throws LockstepError BAD_DATA that names file and line, BAD_INPUT where the job asks for what cannot be, STORAGE where
 * the disk is full
 */
export async function loadOwn(
  loader: FileLoader,
  context: LoadContext,
  job: Job,
  learned?: Prepared,
): Promise<OwnData> {
  const source = sourceOf(loader, context);
  const path = 'path' in loader ? loader.path : '';
  const { signal } = context;
  const options = {
    folder: packsFolder(context),
    key: await identityOf(loader, context),
    learned,
    signal,
  };
  const pack = await openPack(options, async (into) => {
    const rows = await SplitRows.open(await source.open(path), loader.options, source.open, signal);
    const prepared = into.learned ?? learned ?? (await source.learn(rows));
    const encoder = await source.encoder(prepared);
    await into.begin(prepared, encoder.columns);
    await rows.pack(encoder, into);
    return prepared;
  });
  try {
    return { dataset: dataOf(path || 'records', pack), prepared: forJob(pack.prepared, job) };
  } catch (error) {
    await closePack(pack);
    throw error;
  }
}

/** The folder of packs on this machine. */
function packsFolder({ packsDir, cacheDir }: LoadContext): string {
  return packsDir === undefined || isRemote(packsDir) ? join(cacheDir, 'packs') : packsDir;
}

/**
 * Brings a data set to where the workers read it themselves, where its packs are shared by an address.
 * @throws LockstepError BAD_INPUT for an address that is none, UNREACHABLE | STORAGE as the storage fails
 */
export async function shareOwn({ pack }: RunData, context: LoadContext): Promise<void> {
  const { packsDir, onProgress, signal = new AbortController().signal } = context;
  if (packsDir === undefined || !isRemote(packsDir) || pack === undefined) return;
  const storage = await s3Storage(`${packsDir.replace(/\/+$/, '')}/${pack}`);
  try {
    await publishPack(join(packsFolder(context), pack), storage, signal, (done, total) =>
      onProgress?.(`bring the data to ${packsDir}`, done, total),
    );
  } finally {
    storage.close();
  }
}

/** How the rows of a source become records. */
export function sourceOf(loader: FileLoader, context: LoadContext): OwnSource {
  switch (loader.kind) {
    case 'csv':
    case 'json':
    case 'parquet':
    case 'tfrecord':
      return tableSource(loader, context);
    case 'images':
      return imagesSource(loader, context);
    case 'text':
      return textSource(loader, context);
    case 'lines':
      return linesSource(loader, context);
    case 'npz':
      return arraysSource(loader, context);
    case 'records':
      return recordsSource(loader, context);
  }
}

/** The target feeds each job as its loss wants it. */
function forJob(prepared: Prepared, job: Job): Prepared {
  return prepared.target ? { ...prepared, targets: [targetFeature(prepared.target, job)] } : prepared;
}

/** @throws LockstepError BAD_DATA when no row is left to train on */
function dataOf(name: string, pack: Pack): RunData {
  const { splits, skipped } = pack;
  const { target } = pack.prepared;
  const { train, validation, test } = splits;
  if (train.info.length === 0) {
    throw new LockstepError('BAD_DATA', `${name} has no row to train on`, {
      ...(skipped.first !== undefined && { hint: `The first row that was left out: ${skipped.first}` }),
    });
  }
  const left = skipped.train + skipped.validation + skipped.test;
  const note = left > 0 ? `; ${left} left out, the first: ${skipped.first}` : '';
  const validated = validation.info.length > 0 ? `${validation.info.length} to validate, ` : '';
  return {
    name,
    provenance: `${name} (${train.info.length} rows to train on, ${validated}${test.info.length} to test${note})`,
    substitute: false,
    train,
    ...(validation.info.length > 0 && { validation }),
    test,
    ...(left > 0 && { skipped: left }),
    pack: pack.name,
    close: () => closePack(pack),
    ...(target?.kind === 'classes' && { classes: target.classes }),
  };
}
