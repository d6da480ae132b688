/** Records that a worker reads from storage it shares with the coordinator: the same bytes, whatever is amiss there. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Prepared } from '../../api/prepared.ts';
import { publishPack } from '../../datasets/shards/object-files.ts';
import { closePack, openPack } from '../../datasets/shards/pack.ts';
import { s3Storage } from '../../datasets/sources/s3-storage.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { s3Server } from '../../test/support/s3-server.ts';
import { RecordCache } from './record-cache.ts';
import { SharedPack } from './shared-pack.ts';

const { signal } = new AbortController();
const ROWS = 50;
const x = { name: 'x', column: 'x', shape: [8], encoding: { kind: 'scale', scale: 1 } } as const;
const PREPARED: Prepared = { inputs: [x], targets: [], raw: { kind: 'arrays' } };
const recordOf = (row: number) => Uint8Array.from({ length: 8 }, (_, i) => row + i);

async function packed() {
  const folder = temporaryFolder();
  const pack = await openPack({ folder, key: 'key', learned: undefined, signal }, async (into) => {
    await into.begin(PREPARED, [{ name: 'x', type: 'uint8', shape: [8] }]);
    for (let row = 0; row < ROWS; row++) {
      into.add('train', [recordOf(row)], `row ${row}`);
      into.done(0, row);
    }
    return PREPARED;
  });
  onTestFinished(() => closePack(pack));
  const { train, test: tested } = pack.splits;
  const info: lockstep.v1.DatasetInfo.$Properties = {
    pack: pack.name!,
    train: train.info,
    test: tested.info,
  };
  const asked: number[] = [];
  const client = {
    async *read({ records }: lockstep.v1.ReadRequest.$Properties) {
      asked.push(...(records ?? []));
      for (const row of records ?? []) yield { data: recordOf(row) };
    },
  };
  const said: string[] = [];
  const open = (about = info, place = folder, cache?: RecordCache) =>
    SharedPack.open(place, about, client, (text) => said.push(text), cache);
  return { path: join(folder, pack.name!), info, open, asked, said };
}

async function read(pack: SharedPack, records: number[]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const { data } of pack.read({ split: 'train', records }, signal)) pieces.push(data!);
  return Buffer.concat(pieces);
}
const WANTED = [7, 49, 0, 7, 31];
const BYTES = Buffer.concat(WANTED.map(recordOf));

test('a worker reads what the coordinator would send, and asks for nothing', async () => {
  const { open, asked } = await packed();
  const pack = (await open())!;
  onTestFinished(() => pack.close());
  expect(await read(pack, WANTED)).toEqual(BYTES);
  expect(await read(pack, [])).toEqual(
    Buffer.concat(Array.from({ length: ROWS }, (_, row) => recordOf(row))),
  );
  expect(asked).toEqual([]);
});

test('a damaged record comes from the coordinator, and all that follow', async () => {
  const { path, open, asked, said } = await packed();
  const shard = join(path, readdirSync(path).find((name) => name.endsWith('.shard'))!);
  const content = readFileSync(shard);
  // Record 31; each has a checksum of four bytes before it.
  content[31 * 12 + 5]! ^= 1;
  writeFileSync(shard, content);
  const pack = (await open())!;
  onTestFinished(() => pack.close());
  expect(await read(pack, WANTED)).toEqual(BYTES);
  expect(said.join()).toMatch(/from here on the coordinator sends the records: .*damaged at record 31/);
  asked.length = 0;
  expect(await read(pack, [1])).toEqual(Buffer.from(recordOf(1)));
  expect(asked).toEqual([1]);
});

test('a pack that is not there, is cut off, has other records or a path for a name is not read', async () => {
  const { path, info, open, said } = await packed();
  expect(await open({ ...info, pack: '0'.repeat(32) })).toBeUndefined();
  expect(said.at(-1)).toMatch(/^the coordinator sends the records: .* is not there/);
  expect(await open({ ...info, train: { ...info.train, sha256: 'another' } })).toBeUndefined();
  expect(said.at(-1)).toMatch(/has other train records than the run/);
  expect(await open({ ...info, pack: '../secrets' })).toBeUndefined();
  truncateSync(join(path, readdirSync(path).find((name) => name.endsWith('.shard'))!), 100);
  expect(await open()).toBeUndefined();
  expect(said.at(-1)).toMatch(/^the coordinator sends the records: .* is cut off/);
});

/** A pack, brought to a real S3 server. */
async function onS3() {
  const own = await packed();
  const server = await s3Server();
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const storage = await s3Storage(`s3://bucket/packs/${own.info.pack}`);
  await publishPack(own.path, storage, signal);
  storage.close();
  return { ...own, server };
}

test('a worker reads records from S3, once, through connections that break off', async () => {
  const { open, asked, said, server } = await onS3();
  const cache = (await RecordCache.open(temporaryFolder()))!;
  onTestFinished(() => cache.close());
  const pack = (await open(undefined, 's3://bucket/packs/', cache))!;
  onTestFinished(() => pack.close());
  let reads = 0;
  server.cuts = () => ++reads <= 2;
  expect(await read(pack, WANTED)).toEqual(BYTES);
  expect(reads).toBe(3);
  expect(await read(pack, WANTED)).toEqual(BYTES);
  expect(reads).toBe(3);
  expect([asked, said]).toEqual([[], []]);
});

test('a worker that may not read the bucket asks the coordinator, and says so once', async () => {
  const { open, asked, said } = await onS3();
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  for (const name of names) vi.stubEnv(name, 'nobody');
  expect(await open(undefined, 's3://bucket/packs')).toBeUndefined();
  expect(said.join()).toMatch(
    /^the coordinator sends the records: s3:\/\/bucket\/packs\/\w+: the storage answers InvalidAccessKeyId/,
  );
  for (const name of names) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('HOME', temporaryFolder());
  expect(await open(undefined, 's3://bucket/packs')).toBeUndefined();
  expect(said).toHaveLength(2);
  expect(said[1]).toMatch(
    /s3:\/\/bucket\/packs.*Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE/,
  );
  expect(asked).toEqual([]);
});
