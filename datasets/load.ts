import type { Dataset, LoadContext, LoaderSpec, Split } from '../api/data.ts';
import { unlessAborted } from '../base/abort.ts';
import { asLockstepError, LockstepError } from '../base/errors.ts';
import { loadImdb } from './imdb.ts';
import { loadMnist } from './mnist.ts';
import { columnWidth } from './records.ts';
import { pairsOf } from './stand-ins/pairs.ts';

/**
 * Reads and checks a data set.
 * @throws LockstepError BAD_DATA when a file is missing or not what it claims to be
 */
export async function loadDataset(loader: LoaderSpec, context: LoadContext): Promise<Dataset> {
  switch (loader.kind) {
    case 'mnist':
      return loader.pairs
        ? pairsOf(await loadMnist(loader.flavour, context))
        : await loadMnist(loader.flavour, context);
    case 'imdb':
      return await loadImdb(loader, context);
    case 'custom':
      return await loadCustom(loader.load, context);
  }
}

async function loadCustom(
  load: (context: LoadContext) => Promise<Dataset>,
  context: LoadContext,
): Promise<Dataset> {
  let dataset: Dataset;
  try {
    const loading = load(context);
    // A job's own loader need not know of the signal.
    dataset = await (context.signal ? unlessAborted(loading, context.signal) : loading);
  } catch (error) {
    context.signal?.throwIfAborted();
    throw asLockstepError(error, 'BAD_DATA', { mend: 'This came from the load function of the job' });
  }
  checkSplit('train', dataset.train);
  checkSplit('test', dataset.test);
  if (dataset.train.length === 0) throw new LockstepError('BAD_DATA', 'the train split has no record');
  return dataset;
}

function checkSplit(name: string, { length, columns }: Split): void {
  for (const column of columns) {
    const expected = length * columnWidth(column);
    if (column.values.length !== expected) {
      throw new LockstepError(
        'BAD_DATA',
        `column ${column.name} of ${name} has ${column.values.length} numbers, not the ${expected} of ${length} records`,
        { mend: 'Make its length that of the split times its shape' },
      );
    }
  }
}
