import { readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Split } from '../../api/data.ts';
import { memoryRecords, type Records } from '../../datasets/records.ts';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { SplitCache } from './cache.ts';

const splitWith = (label: number): Split => ({
  length: 3,
  columns: [
    { name: 'image', type: 'float32', shape: [2], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { name: 'label', type: 'uint8', shape: [], values: Uint8Array.of(7, 8, label) },
  ],
});

async function keep(cache: SplitCache, info: Records['info'], records: Records): Promise<void> {
  const pieces = async function* () {
    yield* records.read();
  };
  for await (const _ of cache.keep(info, pieces()));
}

test('a split comes back as it was kept; one that is cut off or changed does not', async () => {
  const folder = temporaryFolder();
  const cache = new SplitCache(folder);
  const records = memoryRecords(splitWith(9));
  const { info } = records;
  expect(await cache.get(info)).toBeUndefined();
  await keep(cache, info, records);
  expect(await cache.get(info)).toEqual(splitWith(9));
  const path = join(folder, readdirSync(folder)[0]!);
  truncateSync(path, 26);
  expect(await cache.get(info)).toBeUndefined();
  writeFileSync(path, Buffer.alloc(27));
  expect(await cache.get(info)).toBeUndefined();
});

test('records with another hash than was announced are refused, and not kept', async () => {
  const folder = temporaryFolder();
  const announced = memoryRecords(splitWith(9)).info;
  const kept = keep(new SplitCache(folder), announced, memoryRecords(splitWith(8)));
  await expect(kept).rejects.toThrow(/arrived damaged/);
  expect(readdirSync(folder)).toEqual([]);
});

test('splits that were used longest ago make room', async () => {
  const folder = temporaryFolder();
  const cache = new SplitCache(folder, 60);
  const splits = [1, 2, 3].map((label) => memoryRecords(splitWith(label)));
  for (const [age, records] of splits.entries()) {
    await keep(cache, records.info, records);
    const path = join(folder, `${records.info.sha256}.records`);
    if (age < 2) utimesSync(path, age, age);
  }
  const there = await Promise.all(splits.map(({ info }) => cache.get(info)));
  expect(there.map((split) => split !== undefined)).toEqual([false, true, true]);
});
