import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { imdb, mnist } from '../api/sources.ts';
import { loadDataset } from './load.ts';

const DATA = process.env.LOCKSTEP_DATA_DIR;

describe.skipIf(!DATA)('real data (needs LOCKSTEP_DATA_DIR)', () => {
  const context = { dataDir: DATA, cacheDir: '/nonexistent', allowDownload: false };

  test('MNIST has its known counts', async () => {
    const { train, test: held, substitute } = await loadDataset(mnist(), context);
    expect([train.length, held.length, substitute]).toEqual([60_000, 10_000, false]);
    const counts = new Array(10).fill(0);
    for (const label of train.columns[1]!.values) counts[label]++;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  });

  test.skipIf(!DATA || !existsSync(join(DATA, 'imdb')))('IMDB comes as Keras gives it', async () => {
    const { train } = await loadDataset(imdb({ numWords: 100_000, maxLen: 218 }), context);
    expect([...train.columns[1]!.values.slice(0, 10)]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 1, 0]);
    const first = [1, 14, 22, 16, 43, 530, 973, 1622, 1385, 65, 458, 4468];
    expect([...train.columns[0]!.values.slice(0, 12)]).toEqual(first);
    const padding = Array.from({ length: 10 }, (_, row) => {
      return (
        218 -
        Math.max(
          0,
          train.columns[0]!.values.slice(row * 218, (row + 1) * 218).findIndex((id) => id !== 0),
        )
      );
    });
    expect(padding).toEqual([218, 189, 141, 218, 147, 43, 123, 218, 218, 130]);
  });
});
