import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Prepared } from '../../api/prepared.ts';
import { sfc32 } from '../../base/random.ts';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { RecordParser } from '../record-parser.ts';
import { bytesInRecord, type ColumnInfo, memoryRecords, type Records } from '../records.ts';
import { openPack, type PackOptions } from './pack.ts';
import { folderFiles, type PackFiles } from './pack-files.ts';
import { PackWriter } from './pack-writer.ts';
import { ShardedRecords } from './sharded-records.ts';

const PREPARED: Prepared = {
  inputs: [{ name: 'x', column: 'x', shape: [2], encoding: { kind: 'scale', scale: 1 } }],
  targets: [],
  raw: { kind: 'arrays' },
};
const X: ColumnInfo = { name: 'x', type: 'float32', shape: [2] };
const CLASS: ColumnInfo = { name: 'class', type: 'int32', shape: [] };
const PICTURE: ColumnInfo = { name: 'picture', type: 'uint8', shape: [1, 1, 1], stored: 'image' };
/** Small ones, so that a few records fill several shards. */
const LIMITS = { shardBytes: 200, noteBytes: 150 };

/** A record that its number can be told from. */
const fixed = (i: number) => [Float32Array.of(i, -i), Int32Array.of(i % 3)];
const varying = (i: number) => [Buffer.alloc((i * 37) % 90, i), Int32Array.of(i % 3)];

async function fill(into: PackWriter, make: typeof fixed | typeof varying, from: number, to: number) {
  for (let i = from; i < to; i++) {
    if (into.isDone(0, i)) continue;
    into.add('train', make(i), `row ${i}`);
    into.done(0, i);
    // As whoever packs does it: several records between two looks.
    if (i % 5 === 0) await into.write();
  }
}

async function recordsIn(records: Records, numbers?: number[]): Promise<Buffer[][]> {
  const parser = new RecordParser((records.info.columns ?? []).map(bytesInRecord));
  const found: Buffer[][] = [];
  for await (const piece of records.read(numbers)) {
    for (const values of parser.push(piece)) found.push(values.map((value) => Buffer.from(value)));
  }
  expect(parser.isWhole).toBe(true);
  return found;
}

const asBytes = (values: readonly ArrayBufferView[]) =>
  values.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
  );

function packing(folder: string, key: string | undefined, learned?: Prepared): PackOptions {
  return { folder, key, learned, signal: undefined, limits: LIMITS };
}

test.each([
  ['of equal length', [X, CLASS], fixed],
  ['of lengths of their own', [PICTURE, CLASS], varying],
] as const)('records %s come back by number and in order, from several shards', async (_, columns, make) => {
  const folder = temporaryFolder();
  const pack = await openPack(packing(folder, 'key'), async (into) => {
    await into.begin(PREPARED, columns);
    await fill(into, make, 0, 60);
    return PREPARED;
  });
  const { train, test } = pack.splits;
  expect(
    readdirSync(join(folder, readdirSync(folder).find((name) => !name.endsWith('.lock'))!)).length,
  ).toBeGreaterThan(5);
  expect((await recordsIn(train)).length).toBe(60);
  expect(await recordsIn(train)).toEqual(Array.from({ length: 60 }, (_, i) => asBytes(make(i))));
  const numbers = [59, 0, 17, 17, 33];
  expect(await recordsIn(train, numbers)).toEqual(numbers.map((i) => asBytes(make(i))));
  expect(train.counts).toEqual({ class: [20, 20, 20] });
  expect([train.info.length, test.info.length]).toEqual([60, 0]);
  for (const records of Object.values(pack.splits)) await records.close();
});

test.each([
  ['of equal length', [X, CLASS], fixed],
  ['of lengths of their own', [PICTURE, CLASS], varying],
] as const)('records %s that lie near each other are read together', async (_, columns, make) => {
  const folder = temporaryFolder();
  const pack = await openPack(packing(folder, 'key'), async (into) => {
    await into.begin(PREPARED, columns);
    await fill(into, make, 0, 500);
    return PREPARED;
  });
  for (const records of Object.values(pack.splits)) await records.close();
  const path = join(folder, readdirSync(folder).find((name) => !name.endsWith('.lock'))!);
  let reads = 0;
  const files = folderFiles(path);
  const counted: PackFiles = {
    ...files,
    open: async (name, bytes) => {
      const file = await files.open(name, bytes);
      return {
        ...file,
        fill(into, position) {
          reads++;
          return file.fill(into, position);
        },
      };
    },
  };
  const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));
  const records = await ShardedRecords.open(counted, 'train', manifest.splits.train);
  const draw = sfc32(1, 2);
  const numbers = Array.from({ length: 400 }, () => Math.floor(500 * draw()));
  expect(await recordsIn(records, numbers)).toEqual(numbers.map((i) => asBytes(make(i))));
  // A read of each shard, and one of its ends.
  expect(reads).toBeLessThanOrEqual(2 * manifest.splits.train.shards.length);
  await records.close();
});

test('a split has the same hash and ranges on disk as in memory', async () => {
  const values = Float32Array.from({ length: 40 }, (_, i) => (i % 2 ? -1 : 1) * (i >> 1));
  const memory = memoryRecords({
    length: 20,
    columns: [
      { name: 'x', type: 'float32', shape: [2], values },
      { name: 'class', type: 'int32', shape: [], values: Int32Array.from({ length: 20 }, (_, i) => i % 3) },
    ],
  });
  const { splits } = await openPack(packing(temporaryFolder(), 'key'), async (into) => {
    await into.begin(PREPARED, [X, CLASS]);
    await fill(into, fixed, 0, 20);
    return PREPARED;
  });
  expect(splits.train.info).toEqual(memory.info);
  expect(splits.train.counts).toEqual(memory.counts);
  for (const records of Object.values(splits)) await records.close();
});

test.each([0, 1, 7, 23, 41, 59])(
  'packing that ends after %i records goes on, and comes to the same',
  async (end) => {
    const folder = temporaryFolder();
    const whole = await openPack(packing(folder, 'whole'), async (into) => {
      await into.begin(PREPARED, [PICTURE, CLASS]);
      await fill(into, varying, 0, 60);
      return PREPARED;
    });
    const cut = openPack(packing(folder, 'cut'), async (into) => {
      await into.begin(PREPARED, [PICTURE, CLASS]);
      await fill(into, varying, 0, end);
      throw new Error('killed');
    });
    await expect(cut).rejects.toThrow('killed');
    const part = readdirSync(folder).find((name) => name.endsWith('.part'))!;
    // What a kill leaves behind what was noted.
    for (const name of readdirSync(join(folder, part))) {
      if (/shard|ends/.test(name)) appendFileSync(join(folder, part, name), 'torn');
    }
    const added: string[] = [];
    const resumed = await openPack(packing(folder, 'cut'), async (into) => {
      expect(into.learned).toEqual(PREPARED);
      const add = into.add.bind(into);
      into.add = (split, values, at) => {
        added.push(at);
        add(split, values, at);
      };
      await into.begin(PREPARED, [PICTURE, CLASS]);
      await fill(into, varying, 0, 60);
      return PREPARED;
    });
    expect(resumed.splits.train.info).toEqual(whole.splits.train.info);
    expect(await recordsIn(resumed.splits.train)).toEqual(await recordsIn(whole.splits.train));
    if (end > 20) expect(added.length).toBeLessThan(60);
    for (const pack of [whole, resumed])
      for (const records of Object.values(pack.splits)) await records.close();
  },
);

test('a pack is made once for equal keys; one of a function of the job leaves nothing behind', async () => {
  const folder = temporaryFolder();
  let made = 0;
  const open = async (key: string | undefined, learned?: Prepared) => {
    const { splits } = await openPack(packing(folder, key, learned), async (into) => {
      made++;
      await into.begin(learned ?? PREPARED, [X, CLASS]);
      await fill(into, fixed, 0, 5);
      return learned ?? PREPARED;
    });
    const length = (await recordsIn(splits.train)).length;
    for (const records of Object.values(splits)) await records.close();
    return length;
  };
  expect([await open('a'), await open('a'), await open('a', PREPARED)]).toEqual([5, 5, 5]);
  expect(made).toBe(1);
  // What another run has learned is applied as it is: that is another pack.
  await open('a', { ...PREPARED, inputs: [{ ...PREPARED.inputs[0]!, name: 'other' }] });
  await open('b');
  expect(made).toBe(3);
  const before = readdirSync(folder);
  await open(undefined);
  expect(readdirSync(folder)).toEqual(before);
});

test('a damaged record is named, and a file that is cut off', async () => {
  const folder = temporaryFolder();
  const make = async (into: PackWriter) => {
    await into.begin(PREPARED, [X, CLASS]);
    await fill(into, fixed, 0, 5);
    return PREPARED;
  };
  const { splits } = await openPack(packing(folder, 'a'), make);
  const path = join(folder, readdirSync(folder).find((name) => !name.endsWith('.lock'))!, 'train-0000.shard');
  const content = readFileSync(path);
  content[3 * 16 + 9]! ^= 1;
  writeFileSync(path, content);
  expect(await recordsIn(splits.train, [2])).toHaveLength(1);
  await expect(recordsIn(splits.train, [3])).rejects.toMatchObject({
    code: 'STORAGE',
    message: expect.stringMatching(/train-0000\.shard is damaged at record 3/),
  });
  for (const records of Object.values(splits)) await records.close();
  writeFileSync(path, content.subarray(0, 30));
  await expect(openPack(packing(folder, 'a'), make)).rejects.toThrow(/train-0000\.shard is cut off/);
});

test('a disk that is full ends the packing with what to do', async () => {
  const folder = join(temporaryFolder(), 'pack');
  mkdirSync(folder);
  const writer = await PackWriter.open(folder, undefined, LIMITS);
  await writer.begin(PREPARED, [X, CLASS]);
  writer.add('train', fixed(1), 'row 1');
  writer.writeJson = async () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
  };
  await fill(writer, fixed, 2, 100).then(
    () => expect.fail('it should have been full'),
    (error) =>
      expect(error).toMatchObject({
        code: 'STORAGE',
        message: expect.stringMatching(/^the disk of .*pack is full after \d+ samples, 0\.0 GB$/),
        hint: expect.stringMatching(/LOCKSTEP_CACHE; packing goes on where it stood/),
      }),
  );
  await writer.close();
  expect(existsSync(join(folder, 'state.json'))).toBe(true);
});
