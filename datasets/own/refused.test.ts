/** Own data that cannot be used, and what is said of it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as api from '../../api/index.ts';
import { jobOf, ownFolder } from '../../test/support/own-data.ts';

const { folder, file, load: loadOf } = ownFolder();
const load = (data: api.DataSource, loss: api.LossName = 'categoricalCrossentropy') => loadOf(data, loss);

test('rows that cannot be used end the run, or are left out and counted', async () => {
  file('bad.csv', 'a,y\n1,k\n,l\n3,l\n4,k');
  await expect(load(api.csv('bad.csv', { target: 'y', test: 0 }))).rejects.toThrow(
    'bad.csv line 3: a is empty',
  );
  const { dataset } = await load(api.csv('bad.csv', { target: 'y', test: 0, onBadRow: 'skip' }));
  expect(dataset.train.length).toBe(3);
  expect(dataset.provenance).toContain('1 left out, the first: bad.csv line 3: a is empty');
  file('void.csv', 'a,e,y\n1,,k\n2,,l');
  const without = load(api.csv('void.csv', { target: 'y', test: 0, onBadRow: 'skip' }));
  await expect(without).rejects.toThrow(
    expect.toSatisfy((error) =>
      /^all 2 rows to train on are left out\. The first: void\.csv line 2: e is empty\. Fill it in, leave the column out/.test(
        error.describe(),
      ),
    ),
  );
});

/** The source, once its files are written. */
const given = (...made: [...unknown[], api.DataSource]) => made.at(-1) as api.DataSource;

/** What is wrong, the source, and what the error must say. */
const MISTAKES: readonly [string, () => api.DataSource, RegExp][] = [
  ['a file that is not there', () => api.csv('none.csv', { target: 'y' }), /none\.csv is missing/],
  [
    'two columns of one name',
    () => given(file('m.csv', 'a,a,y\n1,2,k'), api.csv('m.csv', { target: 'y' })),
    /two columns that are called "a"/,
  ],
  [
    'a row of another length',
    () => given(file('m.csv', 'a,y\n1,k\n2,k,3'), api.csv('m.csv', { target: 'y' })),
    /m\.csv line 3 has 3 cells/,
  ],
  [
    'a column that is missing',
    () => given(file('m.csv', 'a,y\n1,k\n2,l'), api.csv('m.csv', { target: 'z' })),
    /no column "z"/,
  ],
  [
    'words among numbers',
    () => given(file('m.csv', 'a,y\n1,k\nx,l\n3,k\n4,l'), api.csv('m.csv', { target: 'y', test: 0 })),
    /column a holds 3 numbers and, at m\.csv line 3, "x"/,
  ],
  [
    'a class of the test alone',
    () =>
      given(
        file('m.csv', 'a,y\n1,k\n2,l'),
        file('n.csv', 'a,y\n1,new'),
        api.csv('m.csv', { target: 'y', test: 'n.csv' }),
      ),
    /n\.csv line 2: y new is in no training row/,
  ],
  ['an empty file', () => given(file('m.csv', ''), api.csv('m.csv', { target: 'y' })), /no row/],
  ['names and no row', () => given(file('m.csv', 'a,y\n'), api.csv('m.csv', { target: 'y' })), /no row/],
  [
    'a line that is no JSON',
    () => given(file('m.jsonl', '{"a":1,"y":2}\n{a'), api.json('m.jsonl', { target: 'y' })),
    /m\.jsonl line 2 is not JSON/,
  ],
  [
    'a folder without classes',
    () => given(mkdirSync(join(folder, 'empty'), { recursive: true }), api.images('empty', { size: [2, 2] })),
    /has 0 folders/,
  ],
  [
    'a zip that is cut off',
    () => given(file('m.npz', Buffer.from('PK\x03\x04')), api.npz('m.npz', { inputs: ['x'], target: 'y' })),
    /m\.npz is not a readable zip/,
  ],
  [
    'a Parquet file that is none',
    () => given(file('m.parquet', 'PAR1 PAR1'), api.parquet('m.parquet', { target: 'y' })),
    /not a readable Parquet file/,
  ],
];

test.each(MISTAKES)('%s is one clear error', async (_, source, message) => {
  await expect(Promise.resolve().then(() => load(source()))).rejects.toMatchObject({
    code: 'BAD_DATA',
    message: expect.stringMatching(message),
  });
});

test('options that mean nothing are refused with the job', () => {
  expect(() =>
    jobOf(api.csv('a.csv', { target: 'y', tagret: 1 } as never), 'categoricalCrossentropy'),
  ).toThrow(/tagret/);
  expect(() => jobOf(api.images('a', { size: [28] } as never), 'categoricalCrossentropy')).toThrow(
    /\[height, width\]/,
  );
});
