/** Packs in object storage: brought there whole or not at all, and read in blocks that are kept. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Prepared } from '../../api/prepared.ts';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { MemoryStorage } from '../../test/support/memory-storage.ts';
import { BLOCK_BYTES, objectFiles, publishPack } from './object-files.ts';
import { closePack, openPack, readPack } from './pack.ts';

const { signal } = new AbortController();
const ROWS = 90;
/** Longer than a block now and then, and never aligned to one. */
const recordOf = (row: number) => Buffer.alloc(row % 9 === 0 ? BLOCK_BYTES + row : 10_000 + row, row);
const x = { name: 'x', column: 'x', shape: [1, 1, 1], encoding: { kind: 'scale', scale: 1 } } as const;
const PREPARED: Prepared = { inputs: [x], targets: [], raw: { kind: 'arrays' } };

/** A pack of records of lengths of their own, and a storage. */
async function packed() {
  const folder = temporaryFolder();
  const limits = { shardBytes: 3_000_000, noteBytes: 1e9 };
  const pack = await openPack({ folder, key: 'key', learned: undefined, signal, limits }, async (into) => {
    await into.begin(PREPARED, [{ name: 'x', type: 'uint8', shape: [1, 1, 1], stored: 'image' }]);
    for (let row = 0; row < ROWS; row++) {
      into.add('train', [recordOf(row)], `row ${row}`);
      into.done(0, row);
      if (into.isFull) await into.write();
    }
    return PREPARED;
  });
  onTestFinished(() => closePack(pack));
  return { path: join(folder, pack.name!), storage: new MemoryStorage(), expected: pack.splits.train };
}

/** Keeps so many blocks. */
function cacheOf(room: number) {
  const kept = new Map<string, Buffer>();
  return {
    kept,
    get isFull() {
      return kept.size >= room;
    },
    get: async (file: string, block: number) => kept.get(`${file} ${block}`),
    async put(file: string, [block]: readonly number[], [content]: readonly Uint8Array[]) {
      if (kept.size < room) kept.set(`${file} ${block}`, Buffer.from(content!));
    },
  };
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(piece);
  return Buffer.concat(found);
}
const NUMBERS = Array.from({ length: ROWS }, (_, i) => (i * 37) % ROWS);

test.each([0, 5, 1_000])('records are those of the folder, with room for %i blocks', async (room) => {
  const { path, storage, expected } = await packed();
  await publishPack(path, storage, signal);
  const cache = cacheOf(room);
  const pack = (await readPack(objectFiles('name', storage, cache)))!;
  for (const numbers of [NUMBERS, undefined, [8, 8, 89]]) {
    const found = await all(pack.splits.train.read(numbers));
    expect(found.equals(await all(expected.read(numbers)))).toBe(true);
  }
  expect(cache.kept.size).toBeLessThanOrEqual(room);
});

test('what is kept is not fetched again', async () => {
  const { path, storage } = await packed();
  await publishPack(path, storage, signal);
  const pack = (await readPack(objectFiles('name', storage, cacheOf(1_000))))!;
  let fetched = 0;
  storage.before = (call) => {
    if (call === 'open') fetched++;
  };
  await all(pack.splits.train.read(NUMBERS));
  const bytes = [...storage.objects].flatMap(([name, { byteLength }]) =>
    name === 'manifest.json' ? [] : [Math.ceil(byteLength / BLOCK_BYTES)],
  );
  expect(fetched).toBe(bytes.reduce((sum, blocks) => sum + blocks));
  await all(pack.splits.train.read(NUMBERS));
  expect(fetched).toBe(bytes.reduce((sum, blocks) => sum + blocks));
});

test('a storage that refuses, an object that is cut off and one that has changed are named', async () => {
  const { path, storage } = await packed();
  await publishPack(path, storage, signal);
  const pack = (await readPack(objectFiles('name', storage)))!;
  const [name, content] = [...storage.objects].find(([name]) => name.endsWith('.shard'))!;
  storage.objects.set(name, content.subarray(0, 1_000));
  await expect(all(pack.splits.train.read([3]))).rejects.toMatchObject({
    code: 'STORAGE',
    message: `s3://bucket/run/${name} is cut off`,
  });
  storage.objects.set(name, Buffer.alloc(content.byteLength));
  await expect(all(pack.splits.train.read([0]))).rejects.toThrow(`${name} is damaged at record 0`);
  storage.objects.set('manifest.json', Buffer.from('{"splits":'));
  await expect(readPack(objectFiles('name', storage))).rejects.toMatchObject({
    code: 'STORAGE',
    message: 's3://bucket/run/manifest.json is damaged',
  });
  storage.objects.delete('manifest.json');
  expect(await readPack(objectFiles('name', storage))).toBeUndefined();
});

test('a pack that was cut off on its way is brought to its end, its manifest last', async () => {
  const { path, storage } = await packed();
  const put: string[] = [];
  storage.before = (call, key) => {
    if (call !== 'put') return;
    if (put.length === 2) throw new Error('away');
    put.push(key);
  };
  await expect(publishPack(path, storage, signal)).rejects.toThrow('away');
  expect(storage.objects.has('manifest.json')).toBe(false);
  const before = [...put];
  storage.before = (call, key) => void (call === 'put' && put.push(key));
  await publishPack(path, storage, signal);
  expect(put.slice(2)).not.toEqual(expect.arrayContaining([before[0]]));
  expect(put.at(-1)).toBe('manifest.json');
  expect([...storage.objects.keys()].sort()).toEqual(
    readdirSync(path)
      .filter((name) => name !== 'state.json')
      .sort(),
  );
  expect(existsSync(join(path, 'state.json'))).toBe(true);
  put.length = 0;
  await publishPack(path, storage, signal);
  expect(put).toEqual([]);
});
