/** What could be taken for something else in a user's own files: refused by name, or as it was meant. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import yazl from 'yazl';
import * as api from '../../api/index.ts';
import { splitOf } from '../decode.ts';
import { loadJobData } from '../load.ts';
import type { Records } from '../records.ts';
import { askedOf } from './apply.ts';

const PARQUET_TIMES =
  'UEFSMRUAFSwVLCwVBBUAFQYVBhwAAAACAAAABAHAeOjdAAAAAMB46N0AAAAAFQAVLBUsLBUEFQAVBhUGHAAAAAIAAAAEAQAAAAAAAPA/AAAAAA' +
  'AAAEAVBBk8NQAYBnNjaGVtYRUEABUEJQIYAWFsfBIcLAAAAAAAFQolAhgBeQAWBBkcGSwmABwVBBklBgAZGAFhFQAWBBZSFlImCEkcFQAVABUC' +
  'ADwpBhkmAAQAAAAmABwVChklBgAZGAF5FQAWBBZSFlImWkkcFQAVABUCADwpBhkmAAQAAAAWpAEWBCYIFqQBACggcGFycXVldC1jcHAtYXJyb3' +
  'cgdmVyc2lvbiAyNi4wLjEZLBwAABwAAAC6AAAAUEFSMQ==';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-mistaken-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const never = () => {
  throw new Error('no test here makes a model');
};
const inMemory = (records: Records) => splitOf(records, [...Array(records.info.length).keys()]);
const load = async (data: api.DataSource, loss: api.LossName = 'meanSquaredError') => {
  const job = api.defineJob({
    name: 'own',
    data,
    model: never,
    optimizer: never,
    loss,
    batchSize: 4,
    epochs: 1,
  });
  const context = { dataDir: folder, cacheDir: join(folder, 'cache'), allowDownload: false };
  const { dataset, prepared } = await loadJobData(job, context);
  const train = await inMemory(dataset.train);
  await dataset.close();
  return { prepared, dataset: { ...dataset, train } };
};
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return name;
};
const csv = (content: string | Uint8Array, options: object = {}) =>
  api.csv(file('t.csv', content), { target: 'y', test: 0, ...options });
const json = (rows: readonly object[], options: object = {}) =>
  api.json(file('t.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')), {
    target: 'y',
    test: 0,
    ...options,
  });
const parquet = (data: Record<string, unknown[]>, options: object = {}) => {
  const columnData = Object.entries(data).map(([name, values]) => ({ name, data: values }));
  return api.parquet(
    file('t.parquet', new Uint8Array(parquetWriteBuffer({ columnData: columnData as never }))),
    {
      target: 'y',
      test: 0,
      ...options,
    },
  );
};
/** Written by pyarrow 26: a column `a` of `datetime.time(1, 2, 3)`, and `y`. */
const parquetOfTimes = () =>
  api.parquet(file('t.parquet', Buffer.from(PARQUET_TIMES, 'base64')), { target: 'y', test: 0 });
const latin1 = (text: string) => Buffer.from(text, 'latin1');

function npy(type: string, shape: readonly number[], values: ArrayBufferView): Buffer {
  const said = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${said.padEnd(117)}\n`);
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), size, header, bytes]);
}
async function npz(arrays: Record<string, Buffer>, options: object = {}): Promise<api.DataSource> {
  const zip = new yazl.ZipFile();
  for (const [member, content] of Object.entries(arrays)) zip.addBuffer(content, `${member}.npy`);
  zip.end();
  file('t.npz', await buffer(zip.outputStream));
  return api.npz('t.npz', { inputs: ['x'], target: 'y', test: 0, ...options });
}
const int64 = (...values: bigint[]) => npy('<i8', [values.length], BigInt64Array.from(values));
const float64 = (...values: number[]) => npy('<f8', [values.length], Float64Array.from(values));
const records = (...samples: api.UserRecord[]) =>
  api.records(
    async function* () {
      yield* samples;
    },
    { test: 0 },
  );

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
    () => npz({ x: npy('<f4', [], Float32Array.of(3)), y: float64(1, 2) }),
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
    () => npz({ x: int64(1n, 2n ** 60n), y: float64(1, 2) }),
    /x holds 1152921504606847000, beyond 2\^53/,
  ],
  [
    'labels beyond 2^53',
    () => npz({ x: float64(1, 2), y: int64(1n, 2n ** 60n) }),
    /y holds 1152921504606847000, beyond 2\^53/,
  ],
  [
    'labels that are no numbers of classes',
    () => npz({ x: float64(1, 2), y: int64(1n, 2n ** 40n) }),
    /y holds class 1099511627776; the most is 9999/,
  ],
  [
    'float64 beyond float32',
    () => npz({ x: float64(1, 1e39), y: float64(1, 2) }),
    /sample 1: x holds 1e\+39, which float32 has not/,
  ],
  [
    'labels below 0',
    () => npz({ x: float64(1, 2), y: int64(0n, -1n) }, { task: 'classification' }),
    /y is not one whole number a sample/,
  ],
  [
    'labels that are no whole numbers',
    () => npz({ x: float64(1, 2), y: float64(0, 0.5) }, { task: 'classification' }),
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

const features = async (source: api.DataSource, loss?: api.LossName) => {
  const { dataset, prepared } = await load(source, loss);
  const [x, y] = dataset.train.columns;
  return { x: [...x!.values], y: [...y!.values], classes: dataset.classes, prepared: prepared! };
};

/** By pyarrow 25: decimal128(9, 2), a column by a dictionary, int32. */
const PACKED = {
  zstd:
    'UEFSMRUAFSQVNiwVBhUAFQYVBhwAAAAotS/9IBKRAAACAAAABgEAAAAZ////agAAASwVBBUeFTBMFQQVABIAACi1L/0gD3kAAAMAAAByZWQEAAAAYm' +
    'x1ZRUAFRIVJCwVBhUQFQYVBhwAAAAotS/9IAlJAAACAAAABgEBAwIVABUkFTYsFQYVABUGFQYcAAAAKLUv/SASkQAAAgAAAAYBAQAAAAIAAAADAAAA' +
    'FQQZTDUAGAZzY2hlbWEVBgAVDhUIFQIYAWElChUEFRIsXBUEFRIAAAAVDCUCGAF3JQBMHAAAABUCJQIYAXkAFgYZHBk8JgAcFQ4ZJQYAGRgBYRUMFg' +
    'YWShZcJghJHBUAFQAVAgA8KQYZJgAGAAAAJgAcFQwZNQAGEBkYAXcVDBYGFnIWlgEmsAEmZCksFQQVABUCABUAFRAVAgA8FhQZBhkmAAYAAAAmABwV' +
    'AhklBgAZGAF5FQwWBhZKFlwm+gFJHBUAFQAVAgA8KQYZJgAGAAAAFoYCFgYmCBbOAgAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjUuMC4xGT' +
    'wcAAAcAAAcAAAACwEAAFBBUjE=',
  brotli:
    'UEFSMRUAFSQVLCwVBhUAFQYVBhwAAACLCIACAAAABgEAAAAZ////agAAASwDFQQVHhUmTBUEFQASAAALB4ADAAAAcmVkBAAAAGJsdWUDFQAVEhUaLB' +
    'UGFRAVBhUGHAAAAAsEgAIAAAAGAQEDAgMVABUkFSAsFQYVABUGFQYcAAAAGxEAAIRxbJQSxZYAKx4BBhUEGUw1ABgGc2NoZW1hFQYAFQ4VCBUCGAFh' +
    'JQoVBBUSLFwVBBUSAAAAFQwlAhgBdyUATBwAAAAVAiUCGAF5ABYGGRwZPCYAHBUOGSUGABkYAWEVCBYGFkoWUiYISRwVABUAFQIAPCkGGSYABgAAAC' +
    'YAHBUMGTUABhAZGAF3FQgWBhZyFoIBJpwBJlopLBUEFQAVAgAVABUQFQIAPBYUGQYZJgAGAAAAJgAcFQIZJQYAGRgBeRUIFgYWShZGJtwBSRwVABUA' +
    'FQIAPCkGGSYABgAAABaGAhYGJggWmgIAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI1LjAuMRk8HAAAHAAAHAAAAAsBAABQQVIx',
};

test.each(Object.entries(PACKED))(
  'Parquet packed by %s, of decimals and a dictionary',
  async (_, content) => {
    const path = file('packed.parquet', Buffer.from(content, 'base64'));
    const { dataset, prepared } = await load(api.parquet(path, { target: 'y', test: 0, scale: 1 }));
    expect(prepared?.raw).toMatchObject({
      columns: [{ name: 'a' }, { name: 'w', categories: ['blue', 'red'] }],
    });
    const [features, target] = dataset.train.columns;
    expect([...features!.values]).toEqual([0.25, 0, 1, -1.5, 1, 0, 3, 0, 1]);
    expect([...target!.values]).toEqual([1, 2, 3]);
  },
);

test('true and false are words in CSV, JSON and Parquet alike', async () => {
  const rows = [
    { a: true, y: false },
    { a: false, y: true },
    { a: true, y: true },
  ];
  const sources = [
    csv('a,y\ntrue,false\nfalse,true\ntrue,true'),
    json(rows),
    parquet({ a: rows.map(({ a }) => a), y: rows.map(({ y }) => y) }),
  ];
  for (const source of sources) {
    const { x, y, classes } = await features(source, 'binaryCrossentropy');
    expect({ x, y, classes }).toEqual({ x: [0, 1, 1, 0, 0, 1], y: [0, 1, 1], classes: ['false', 'true'] });
  }
});

test('a mark of order, quoted lines, quoted quotes and spaces are none of the values', async () => {
  const { x, y } = await features(csv('\ufeff"a","y"\r\n" 1 ",1\r\n"2",2\r\n', { scale: 1 }));
  expect({ x, y }).toEqual({ x: [1, 2], y: [1, 2] });
  const words = await features(csv('a,y\n"one\nline ""more""",1\n"b,c",2'));
  expect(words.prepared.raw).toMatchObject({ columns: [{ categories: ['b,c', 'one\nline "more"'] }] });
  const marked = api.json(file('t.json', '\ufeff[{"a":1,"y":1},{"a":2,"y":2}]'), {
    target: 'y',
    test: 0,
    scale: 1,
  });
  expect((await features(marked)).x).toEqual([1, 2]);
});

test('dates, codes and spelt numbers are categories where the job says so', async () => {
  const { prepared } = await features(csv('a,y\n2024-01-31,1\n2024-02-01,2', { categories: ['a'] }));
  expect(prepared.raw).toMatchObject({ columns: [{ categories: ['2024-01-31', '2024-02-01'] }] });
  const { classes } = await features(
    csv('a,y\n1,10%\n2,20%', { task: 'classification' }),
    'categoricalCrossentropy',
  );
  expect(classes).toEqual(['10%', '20%']);
});

test("NumPy's own integers are ids, and scaled where a scale is given", async () => {
  const ids = await load(await npz({ x: int64(5n, 7n), y: float64(1, 2) }));
  expect(ids.prepared!.inputs[0]!.encoding).toEqual({ kind: 'ids' });
  expect(ids.dataset.train.columns[0]!.values).toEqual(Int32Array.of(5, 7));
  const scaled = await load(await npz({ x: int64(5n, 7n), y: float64(1, 2) }, { scale: 0.5 }));
  expect(scaled.prepared!.inputs[0]!.encoding).toEqual({ kind: 'scale', scale: 0.5 });
});

test('whole numbers in float64 are numbers to predict, not classes', async () => {
  const { prepared, y } = await features(await npz({ x: float64(1, 2), y: float64(3, -70_000) }));
  expect(prepared.target).toMatchObject({ kind: 'numbers' });
  expect(y).toEqual([3, -70_000]);
});

test('a picture in another format among others is told of, not passed over', async () => {
  for (const kind of ['cat', 'dog']) mkdirSync(join(folder, 'pictures', kind), { recursive: true });
  const grey = sharp(Buffer.alloc(8, 0x80), {
    raw: { width: 2, height: 2, channels: 1, depth: 'ushort' } as never,
  });
  const png = await grey.toColourspace('grey16').png().toBuffer();
  for (const name of ['cat/a.png', 'dog/a.png', 'cat/.hidden']) file(`pictures/${name}`, png);
  file('pictures/dog/b.bmp', 'BM');
  const source = (more: object) => api.images('pictures', { size: [2, 2], channels: 1, test: 0, ...more });
  await expect(load(source({}))).rejects.toThrow(/dog\/b\.bmp is no JPEG, PNG or WebP/);
  const { dataset } = await load(source({ onBadRow: 'skip' }), 'sparseCategoricalCrossentropy');
  expect(dataset.provenance).toMatch(/1 left out/);
  // Sixteen bits become eight.
  expect([...dataset.train.columns[0]!.values]).toEqual(new Array(8).fill(128));
});

test('what a model is asked about is held to the same', async () => {
  const { prepared } = await load(csv('a,y\n1,1\n2,2', { scale: 1 }));
  await expect(askedOf(prepared!, Buffer.from('a\n1e39'), 1)).rejects.toThrow(/too large for float32/);
  await expect(askedOf(prepared!, Buffer.from('a\n0x1'), 1)).rejects.toThrow(/a 0x1 is not a number/);
});
