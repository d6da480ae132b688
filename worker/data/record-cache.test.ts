/** Records kept on a worker's disk: the same bytes as from the coordinator, and asked for once. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sfc32 } from '../../base/random.ts';
import type { SplitInfo } from '../../datasets/records.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { CachedClient } from './cached-client.ts';
import type { SplitInfos } from './fetch.ts';
import { RecordCache, type RecordCacheOptions } from './record-cache.ts';

const { signal } = new AbortController();
const RECORDS = 60;
/** A number, and a picture of another length in each record. */
const INFO: SplitInfo = {
  length: RECORDS,
  columns: [
    { name: 'label', type: 'uint8', shape: [] },
    { name: 'image', type: 'uint8', shape: [4], stored: 'image' },
  ],
};
const INFOS: SplitInfos = { train: INFO as SplitInfos['train'], test: INFO as SplitInfos['test'] };

function recordOf(number: number): Buffer {
  const picture = Buffer.alloc(number % 7, number);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(picture.length);
  return Buffer.concat([Buffer.of(number), length, picture]);
}

async function cached(options: RecordCacheOptions = {}) {
  const path = join(temporaryFolder(), 'records');
  const file = await open(path, 'wx+');
  const cache = new RecordCache(file, options);
  onTestFinished(() => cache.close());
  const asked: number[] = [];
  const client = {
    async *read({ records }: lockstep.v1.ReadRequest.$Properties) {
      asked.push(...(records ?? []));
      const bytes = Buffer.concat((records ?? []).map(recordOf));
      // Pieces end inside of records.
      for (let at = 0; at < bytes.length; at += 5) yield { data: bytes.subarray(at, at + 5) } as never;
    },
  };
  const reader = new CachedClient(client, cache, INFOS);
  const read = async (records: number[], split = 'train') => {
    const pieces: Uint8Array[] = [];
    for await (const { data } of reader.read({ runId: 'r', split, records }, signal)) pieces.push(data!);
    return Buffer.concat(pieces);
  };
  return { read, asked, path };
}

test('whatever is asked for in whatever order comes byte for byte, and from the coordinator once', async () => {
  const { read, asked } = await cached();
  const draw = sfc32(1, 2);
  for (let round = 0; round < 40; round++) {
    const numbers = Array.from({ length: 12 }, () => Math.floor(RECORDS * draw()));
    expect(await read(numbers)).toEqual(Buffer.concat(numbers.map(recordOf)));
  }
  const times = asked.filter((number) => number === asked[0]).length;
  expect(times).toBeLessThanOrEqual(2);
  expect(new Set(asked).size).toBe(RECORDS);
  asked.length = 0;
  const all = Array.from({ length: RECORDS }, (_, i) => i);
  expect(await read(all.toReversed())).toEqual(Buffer.concat(all.toReversed().map(recordOf)));
  expect(asked).toEqual([]);
  // Of another split nothing is here.
  await read([3], 'test');
  expect(asked).toEqual([3]);
});

test.each([{ mostBytes: 200 }, { mostRecords: 10 }])('a cache is bounded: %o', async (options) => {
  const { read, asked } = await cached(options);
  const all = Array.from({ length: RECORDS }, (_, i) => i);
  await read(all);
  asked.length = 0;
  expect(await read(all)).toEqual(Buffer.concat(all.map(recordOf)));
  expect(asked.length).toBeGreaterThanOrEqual(RECORDS - 20);
  // The first ones that came stay: each epoch wants all of them once.
  expect(asked[0]).toBeGreaterThanOrEqual(8);
});

test('a record that the disk has damaged is fetched again', async () => {
  const { read, asked, path } = await cached();
  await read([1, 2, 3]);
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(40, 0xff), 0, 40, 10);
  await file.close();
  asked.length = 0;
  expect(await read([1, 2, 3])).toEqual(Buffer.concat([1, 2, 3].map(recordOf)));
  expect(asked.length).toBeGreaterThan(0);
});
