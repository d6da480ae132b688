/** What could be taken for something else in a user's own files, and is refused by name. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import * as api from '../../api/index.ts';
import { npy, ownFolder } from '../../test/support/own-data.ts';
import { float64, int64, latin1, tables } from '../../test/support/own-tables.ts';

const own = ownFolder();
const { file } = own;
const { csv, json, parquet, parquetOfTimes, arrays, records } = tables(own);
const load = (data: api.DataSource, loss: api.LossName = 'meanSquaredError') => own.load(data, loss);

const REFUSED: readonly (readonly [
  what: string,
  source: () => api.DataSource | Promise<api.DataSource>,
  words: RegExp,
])[] = [
  ['an empty file', () => csv(''), /t\.csv has no row to learn from/],
  ['a line of names alone', () => csv('a,y\n'), /t\.csv has no row to learn from/],
  [
    'a comma in thousands',
    () => csv('a,y\n"1,234",1\n"2,345",2'),
    /line 2: a "1,234" is a number in another spelling/,
  ],
  [
    'a decimal comma',
    () => csv('a;y\n3,14;1\n2,72;2', { delimiter: ';' }),
    /a "3,14" is a number in another spelling/,
  ],
  ['a percentage for a target', () => csv('a,y\n1,10%\n2,20%'), /y "10%" is a number in another spelling/],
  ['hexadecimal numbers', () => csv('a,y\n0x1f,1\n0x2f,2'), /a "0x1f" is a number in another spelling/],
  ...['−1', '1\u00a0000', '(1)', '١', '₹1', '1’000'].map(
    (said) =>
      [
        `the number ${said}`,
        () => csv(`a,y\n${said},1\n${said},2`),
        /line 2: a ".*" is a number in another spelling/,
      ] as const,
  ),
  [
    'semicolons',
    () => csv('a;y\n1;1\n2;2'),
    /t\.csv has one column, "a;y": its values are not separated by ","/,
  ],
  ['a compressed table', () => csv(gzipSync('a,y\n1,1\n2,2')), /t\.csv line 1 is compressed by gzip/],
  [
    'an array of one number',
    () => arrays({ x: npy('<f4', [], Float32Array.of(3)), y: float64(1, 2) }),
    /t\.npz: x is one number, not one a sample/,
  ],
  [
    'bytes that are no text',
    () => parquet({ a: [Buffer.of(0xff), Buffer.of(0xfe)], y: [1, 2] }),
    /row 1: a is a list, not one number or word/,
  ],
  ['a time in Parquet', () => parquetOfTimes(), /row 1: a "01:02:03" is a date or a time/],
  ['dates', () => csv('a,y\n2024-01-31,1\n2024-02-01,2'), /a "2024-01-31" is a date or a time/],
  [
    'dates in Parquet',
    () => parquet({ a: [new Date(0), new Date(1e12)], y: [1, 2] }),
    /a "1970-01-01T.*" is a date/,
  ],
  ['times', () => csv('a,y\n12:30,1\n9:05,2'), /a "12:30" is a date or a time/],
  ['a column without a name', () => csv(',a,y\n0,5,1\n1,6,2'), /column 1 of t\.csv has no name/],
  ['a file in Latin 1', () => csv(latin1('a,y\nMüller,1\nMöller,2')), /t\.csv line 2 is not UTF-8/],
  ['a name in Latin 1', () => csv(latin1('größe,y\n1,1\n2,2')), /t\.csv line 1 is not UTF-8/],
  [
    'JSON in Latin 1',
    () => api.json(file('t.jsonl', latin1('{"a":"Müller","y":1}')), { target: 'y', test: 0 }),
    /line 1 is not UTF-8/,
  ],
  [
    'classes "1" and "1.0"',
    () => csv('a,y\n1,1\n2,1.0\n3,2', { task: 'classification' }),
    /column y has "1" and "1\.0", which are one number/,
  ],
  [
    'categories "01" and "1"',
    () => csv('a,y\n01,1\n1,2', { categories: ['a'] }),
    /column a has "01" and "1"/,
  ],
  [
    'a column that the first row lacks',
    () =>
      json([
        { a: 1, y: 1 },
        { a: 2, b: 3, y: 2 },
      ]),
    /line 2 has a column "b", which the first row lacks/,
  ],
  [
    'a list in a cell',
    () =>
      json([
        { a: [1, 2], y: 1 },
        { a: [3, 4], y: 2 },
      ]),
    /line 1: a is a list, not one number or word/,
  ],
  ['an object in a cell', () => json([{ a: { b: 1 }, y: 1 }]), /line 1: a is an object/],
  [
    'categories beyond 2^53',
    () =>
      api.json(file('t.jsonl', '{"a":9007199254740993,"y":1}\n{"a":9007199254740992,"y":2}'), {
        target: 'y',
        test: 0,
        categories: ['a'],
      }),
    /a is a number beyond 2\^53, which loses digits/,
  ],
  [
    'numbers that float32 has not',
    () => csv('a,y\n1e39,1\n2,2', { scale: 1 }),
    /line 2: a 1e\+39 is too large for float32/,
  ],
  [
    'numbers whose squares are infinite',
    () => csv('a,y\n1e200,1\n-1e200,2'),
    /the numbers of column a are too large to be scaled/,
  ],
  ['a word for nothing', () => csv('a,y\n1,1\nNaN,2'), /line 3: a says NaN, nothing/],
  ['a word for nothing, in another spelling', () => csv('a,y\nx,1\n<NA>,2'), /line 3: a says <NA>, nothing/],
  ['infinity', () => csv('a,y\n1,1\ninf,2'), /column a holds 1 numbers and, at t\.csv line 3, "inf"/],
  [
    'int64 beyond 2^53',
    () => arrays({ x: int64(1n, 2n ** 60n), y: float64(1, 2) }),
    /x holds 1152921504606847000, beyond 2\^53/,
  ],
  [
    'labels beyond 2^53',
    () => arrays({ x: float64(1, 2), y: int64(1n, 2n ** 60n) }),
    /y holds 1152921504606847000, beyond 2\^53/,
  ],
  [
    'labels that are no numbers of classes',
    () => arrays({ x: float64(1, 2), y: int64(1n, 2n ** 40n) }),
    /y holds class 1099511627776; the most is 9999/,
  ],
  [
    'float64 beyond float32',
    () => arrays({ x: float64(1, 1e39), y: float64(1, 2) }),
    /sample 1: x holds 1e\+39, which float32 has not/,
  ],
  [
    'labels below 0',
    () => arrays({ x: float64(1, 2), y: int64(0n, -1n) }, { task: 'classification' }),
    /y is not one whole number a sample/,
  ],
  [
    'labels that are no whole numbers',
    () => arrays({ x: float64(1, 2), y: float64(0, 0.5) }, { task: 'classification' }),
    /y is not one whole number a sample/,
  ],
  [
    'arrays of other types',
    () => records({ x: Int32Array.of(1, 2), y: 1 }, { x: Float32Array.of(0.5, 2), y: 2 }),
    /record 1: x holds 0\.5, which int32 has not/,
  ],
  [
    'arrays of two types in one sample',
    () => records({ x: [Uint8Array.of(1), Float32Array.of(0.5)], y: 1 }),
    /record 0: x holds 0\.5, which uint8 has not/,
  ],
  [
    'a label that is not a number',
    () =>
      api.records(
        async function* () {
          yield { x: [1], y: 1 };
          yield { x: [2], y: Number.NaN };
        },
        { task: 'classification', test: 0 },
      ),
    /record 1: y is empty/,
  ],
];

test.each(REFUSED)('%s is refused', async (_, source, message) => {
  await expect(Promise.resolve(source()).then((data) => load(data))).rejects.toMatchObject({
    code: 'BAD_DATA',
    message: expect.stringMatching(message),
  });
});

test('of a date it is said how a model may read it', async () => {
  await expect(load(csv('when,y\n2024-01-31,1\n2024-02-01,2'))).rejects.toMatchObject({
    message: expect.stringContaining('line 2: when "2024-01-31" is a date or a time'),
    hint: expect.stringMatching(/days since the first, or month, weekday.*inputs.*categories: \['when'\]/),
  });
});
