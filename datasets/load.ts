import type { DataSource, Dataset, LoadContext, LoaderSpec } from '../api/data.ts';
import { NO_PLACE, PLACE } from '../api/place.ts';
import { unlessAborted } from '../base/abort.ts';
import { asLockstepError } from '../base/errors.ts';
import { checkFeatures, soundDataset } from './check.ts';
import { loadImdb } from './imdb.ts';
import { loadMnist } from './mnist.ts';
import { pairsOf } from './stand-ins/pairs.ts';

/**
 * Reads a job's data set, and checks all of it.
 * @throws LockstepError BAD_DATA when a file is missing or not what it claims to be, or a number cannot be used;
 * BAD_INPUT when the job wants other columns
 */
export async function loadDataset(source: DataSource, context: LoadContext): Promise<Dataset> {
  const dataset = await read(source.loader, context);
  checkFeatures(dataset, source);
  return dataset;
}

async function read(loader: LoaderSpec, context: LoadContext): Promise<Dataset> {
  switch (loader.kind) {
    case 'mnist':
      return loader.pairs
        ? pairsOf(await loadMnist(loader.flavour, context))
        : await loadMnist(loader.flavour, context);
    case 'imdb':
      return await loadImdb(loader, context);
    case 'custom':
      return soundDataset(await own(loader.load, context));
  }
}

async function own(load: (context: LoadContext) => Promise<Dataset>, context: LoadContext): Promise<Dataset> {
  try {
    const loading = load(context);
    // A job's own loader need not know of the signal.
    return await (context.signal ? unlessAborted(loading, context.signal) : loading);
  } catch (error) {
    context.signal?.throwIfAborted();
    const asksForPlace = PLACE.test(String(error));
    const mend = asksForPlace ? NO_PLACE : 'This came from the load function of the job';
    throw asLockstepError(error, 'BAD_DATA', { mend });
  }
}
