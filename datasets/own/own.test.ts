import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import yazl from 'yazl';
import * as api from '../../api/index.ts';
import type { Job } from '../../api/job.ts';
import { parsePrepared } from '../../api/prepared.ts';
import { splitOf } from '../decode.ts';
import { loadJobData } from '../load.ts';
import type { Records } from '../records.ts';
import { askedOf } from './apply.ts';

let folder: string;
const job = (data: api.DataSource, loss: api.LossName = 'categoricalCrossentropy'): Job =>
  api.defineJob({
    name: 'own',
    data,
    model: () => {
      throw new Error('no test here makes a model');
    },
    optimizer: () => {
      throw new Error('no test here makes an optimizer');
    },
    loss,
    batchSize: 4,
    epochs: 1,
  });
const inMemory = (records: Records) => splitOf(records, [...Array(records.info.length).keys()]);
const load = async (data: api.DataSource, loss?: api.LossName) => {
  const context = { dataDir: folder, cacheDir: join(folder, 'cache'), allowDownload: false };
  const { dataset, ...others } = await loadJobData(job(data, loss), context);
  const [train, test] = [await inMemory(dataset.train), await inMemory(dataset.test)];
  const validation = dataset.validation && (await inMemory(dataset.validation));
  await dataset.close();
  return { ...others, dataset: { ...dataset, train, validation, test } };
};
const file = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-own-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ROWS = Array.from({ length: 20 }, (_, i) => ({
  a: i,
  b: i % 3 === 0 ? 'x' : 'y',
  y: i % 2 ? 'odd' : 'even',
}));
const CSV = ['a,b,y', ...ROWS.map(({ a, b, y }) => `${a},${b},"${y}"`)].join('\n');

test('CSV, JSON lines, a JSON array and Parquet of one table are the same data to the bit', async () => {
  file('t.csv', CSV);
  file('t.tsv', CSV.replaceAll(',', '\t'));
  file('t.jsonl', ROWS.map((row) => JSON.stringify(row)).join('\n'));
  file('t.json', JSON.stringify(ROWS));
  const columns = (['a', 'b', 'y'] as const).map((name) => ({ name, data: ROWS.map((row) => row[name]) }));
  file('t.parquet', new Uint8Array(parquetWriteBuffer({ columnData: columns as never })));
  const target = { target: 'y' };
  const all = [
    await load(api.csv('t.csv', target)),
    await load(api.csv('t.tsv', target)),
    await load(api.json('t.jsonl', target)),
    await load(api.json('t.json', target)),
    await load(api.parquet('t.parquet', target)),
  ];
  const [first] = all;
  expect(first!.dataset.train.length).toBe(16);
  expect(first!.dataset.test.length).toBe(4);
  for (const { dataset, prepared } of all) {
    expect(prepared).toEqual(first!.prepared);
    expect([dataset.train, dataset.test]).toEqual([first!.dataset.train, first!.dataset.test]);
  }
});

test('every row is in one split, and in the same one each time', async () => {
  file('ids.csv', ['id,y', ...Array.from({ length: 50 }, (_, i) => `${i},${i}`)].join('\n'));
  const ids = async () => {
    const { dataset } = await load(api.csv('ids.csv', { target: 'y', test: 0.3 }), 'meanSquaredError');
    return [dataset.train, dataset.test].map(({ columns }) => [...columns[1]!.values]);
  };
  const [train, tested] = await ids();
  expect(tested!.length).toBe(15);
  expect([...train!, ...tested!].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(await ids()).toEqual([train, tested]);
});

test('a validation split is drawn beside the test, whose rows it does not change', async () => {
  file('ids.csv', ['id,y', ...Array.from({ length: 50 }, (_, i) => `${i},${i}`)].join('\n'));
  const of = async (options: api.CsvOptions) => {
    const { train, validation, test } = (await load(api.csv('ids.csv', options), 'meanSquaredError')).dataset;
    return [train, validation, test].map((split) => (split ? [...split.columns[1]!.values] : []));
  };
  const [train, validated, tested] = await of({ target: 'y', test: 0.2, validation: 0.1 });
  expect([validated!.length, tested!.length]).toEqual([5, 10]);
  expect([...train!, ...validated!, ...tested!].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, i) => i),
  );
  const without = await of({ target: 'y', test: 0.2 });
  expect(without[1]).toEqual([]);
  expect(without[2]).toEqual(tested);
  file('own.csv', 'id,y\n90,90\n91,91');
  expect((await of({ target: 'y', test: 0, validation: 'own.csv' })).map(({ length }) => length)).toEqual([
    50, 2, 0,
  ]);
  await expect(of({ target: 'y', test: 0.5, validation: 0.5 })).rejects.toThrow(/leave no row to train on/);
});

test('pictures and arrays have a validation split too', async () => {
  for (const kind of ['a', 'b']) {
    mkdirSync(join(folder, 'validated', kind), { recursive: true });
    const picture = sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } }).png();
    for (let i = 0; i < 5; i++) file(`validated/${kind}/${i}.png`, await picture.toBuffer());
  }
  const { dataset } = await load(api.images('validated', { size: [2, 2], test: 0.2, validation: 0.3 }));
  expect([dataset.train, dataset.validation, dataset.test].map((split) => split!.length)).toEqual([5, 3, 2]);
});

test('a column of weights feeds no model; all sources have such weights', async () => {
  file('w.csv', 'a,y,w\n1,no,0.5\n2,yes,2\n3,no,1');
  const options = { target: 'y', sampleWeight: 'w', test: 0 } as const;
  const { job: ready, dataset, prepared } = await load(api.csv('w.csv', options));
  expect(prepared!.inputs[0]!.shape).toEqual([1]);
  expect(ready.data.weights).toMatchObject([{ name: 'sample_weight', shape: [] }]);
  const weightsIn = (data: Awaited<ReturnType<typeof load>>['dataset']) =>
    data.train.columns.find(({ name }) => name === 'sample_weight')?.values;
  expect(weightsIn(dataset)).toEqual(Float32Array.of(0.5, 2, 1));
  file('w.jsonl', ['a b', 'c', 'd'].map((body, i) => JSON.stringify({ body, y: `${i}`, w: i })).join('\n'));
  expect(weightsIn((await load(api.text('w.jsonl', { text: 'body', ...options }))).dataset)).toEqual(
    Float32Array.of(0, 1, 2),
  );
  const made = api.records(
    async function* () {
      for (const weight of [3, 4]) yield { x: [1], y: weight, weight };
    },
    { test: 0 },
  );
  expect(weightsIn((await load(made, 'meanSquaredError')).dataset)).toEqual(Float32Array.of(3, 4));
  file('bad.csv', 'a,y,w\n1,no,1\n2,yes,-2');
  await expect(load(api.csv('bad.csv', options))).rejects.toThrow(/bad\.csv line 3: w -2 is no weight/);
});

test('what is learned is of the training rows alone, and a target feeds each loss as it wants it', async () => {
  file('train.csv', 'a,y\n0,no\n2,yes');
  file('test.csv', 'a,y\n100,no');
  const source = api.csv('train.csv', { target: 'y', test: 'test.csv' });
  const { prepared, dataset } = await load(source);
  expect(prepared!.raw).toEqual({
    kind: 'table',
    columns: [{ kind: 'number', name: 'a', mean: 1, factor: 1 }],
  });
  expect([...dataset.test.columns[0]!.values]).toEqual([99]);
  const encodingOf = async (loss: api.LossName) => (await load(source, loss)).prepared!.targets[0];
  expect(await encodingOf('categoricalCrossentropy')).toMatchObject({
    shape: [2],
    encoding: { kind: 'oneHot', depth: 2 },
  });
  expect(await encodingOf('sparseCategoricalCrossentropy')).toMatchObject({
    shape: [1],
    encoding: { kind: 'ids' },
  });
  expect(await encodingOf('binaryCrossentropy')).toMatchObject({
    shape: [1],
    encoding: { kind: 'scale', scale: 1 },
  });
});

test('pictures are decoded, scaled and labelled by their folder', async () => {
  const paint = async (name: string, colour: string) => {
    const picture = sharp({ create: { width: 6, height: 4, channels: 3, background: colour } });
    file(
      name,
      await picture
        .toFormat(name.endsWith('.png') ? 'png' : name.endsWith('.webp') ? 'webp' : 'jpeg')
        .toBuffer(),
    );
  };
  for (const kind of ['red', 'blue']) {
    mkdirSync(join(folder, 'pictures', kind), { recursive: true });
    for (const ending of ['png', 'jpg', 'webp']) await paint(`pictures/${kind}/1.${ending}`, kind);
  }
  const { dataset, prepared } = await load(api.images('pictures', { size: [2, 3], test: 0 }));
  expect(dataset.classes).toEqual(['blue', 'red']);
  expect([...dataset.train.columns[1]!.values]).toEqual([0, 0, 0, 1, 1, 1]);
  const [image] = dataset.train.columns;
  expect(image!.shape).toEqual([2, 3, 3]);
  const pixel = (picture: number) => [...image!.values.subarray(picture * 18, picture * 18 + 3)];
  for (const blue of [0, 1, 2]) expect(pixel(blue)[2]).toBeGreaterThan(245);
  for (const red of [3, 4, 5]) expect(pixel(red)[0]).toBeGreaterThan(245);
  const asked = await askedOf(
    prepared!,
    await sharp({ create: { width: 9, height: 9, channels: 4, background: 'red' } })
      .png()
      .toBuffer(),
    1,
  );
  expect([...asked![0]!.values.slice(0, 3)]).toEqual([1, 0, 0]);

  file('pictures/red/2.png', 'not a picture');
  await expect(load(api.images('pictures', { size: [2, 3] }))).rejects.toThrow(/red\/2\.png cannot be read/);
  const rest = await load(api.images('pictures', { size: [2, 3], test: 0, onBadRow: 'skip' }));
  expect(rest.dataset.train.length).toBe(6);
  expect(rest.dataset.provenance).toMatch(/1 left out/);
});

test('texts become ids of the words that training rows have', async () => {
  file(
    'r.jsonl',
    ['good film', 'bad film', 'good good']
      .map((body, i) => JSON.stringify({ body, stars: i % 2 }))
      .join('\n'),
  );
  const { dataset, prepared } = await load(
    api.text('r.jsonl', { text: 'body', target: 'stars', task: 'classification', length: 3, test: 0 }),
  );
  expect(prepared!.raw).toMatchObject({ vocabulary: ['', '[UNK]', 'good', 'film', 'bad'] });
  expect([...dataset.train.columns[0]!.values]).toEqual([2, 3, 0, 4, 3, 0, 2, 2, 0]);
  expect((await askedOf(prepared!, Buffer.from('A GOOD day'), 9))![0]!.values).toEqual(
    Int32Array.of(1, 2, 1),
  );
});

test('a question that lacks a value is refused by words for who asks, not for who trains', async () => {
  file('asked.csv', CSV);
  const { prepared } = await load(api.csv('asked.csv', { target: 'y' }));
  for (const [question, words] of [
    ['a,b\nNA,x', /line 2: a says NA, nothing\. Ask with the columns and the kinds of values/],
    ['a,b\n1,z', /line 2: b z is in no training row .*\. Ask with the columns/],
    ['a\n1', /has no column "b"\. Its columns are: a/],
  ] as const) {
    const error = await askedOf(prepared!, Buffer.from(question), 9).catch((raw) => raw);
    expect(error.describe()).toMatch(words);
    expect(error.describe()).not.toContain('onBadRow');
  }
});

function npy(type: string, shape: readonly number[], values: Uint8Array): Buffer {
  const said = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${said.padEnd(117)}\n`);
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), size, header, values]);
}
async function npz(name: string, arrays: Record<string, Buffer>): Promise<void> {
  const zip = new yazl.ZipFile();
  for (const [member, content] of Object.entries(arrays)) zip.addBuffer(content, `${member}.npy`);
  zip.end();
  file(name, await buffer(zip.outputStream));
}
const bytes = (values: { buffer: ArrayBufferLike }) => new Uint8Array(values.buffer);

test('arrays of NumPy keep shapes and numbers; whole numbers are classes', async () => {
  const x = Float32Array.from({ length: 24 }, (_, i) => i / 2);
  await npz('a.npz', {
    x: npy('<f4', [4, 2, 3], bytes(x)),
    y: npy('<i8', [4], bytes(BigInt64Array.of(0n, 2n, 1n, 0n))),
  });
  const { dataset, prepared } = await load(api.npz('a.npz', { inputs: ['x'], target: 'y', test: 0 }));
  expect(prepared!.inputs[0]).toMatchObject({ name: 'x', shape: [2, 3] });
  expect(dataset.train.columns[0]!.values).toEqual(x);
  expect(dataset.train.columns[1]!.values).toEqual(Int32Array.of(0, 2, 1, 0));
  expect(dataset.classes).toEqual(['0', '1', '2']);
});

test("a user's own samples are taken as they come", async () => {
  const source = api.records(
    async function* () {
      for (let i = 0; i < 5; i++)
        yield {
          x: [
            [i, 1],
            [2, 3],
          ],
          y: i / 2,
        };
    },
    { test: 0 },
  );
  const { dataset, prepared } = await load(source, 'meanSquaredError');
  expect(prepared!.inputs[0]!.shape).toEqual([2, 2]);
  expect([...dataset.train.columns[0]!.values.subarray(4, 8)]).toEqual([1, 1, 2, 3]);
  expect([...dataset.train.columns[1]!.values]).toEqual([0, 0.5, 1, 1.5, 2]);
});

test('what was learned survives its file', async () => {
  file('t.csv', CSV);
  const { prepared } = await load(api.csv('t.csv', { target: 'y' }));
  expect(parsePrepared(JSON.stringify(prepared), 'a file')).toEqual(prepared);
});

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
  expect(() => job(api.csv('a.csv', { target: 'y', tagret: 1 } as never))).toThrow(/tagret/);
  expect(() => job(api.images('a', { size: [28] } as never))).toThrow(/\[height, width\]/);
});

test('what an earlier run has learned is applied, and refused for data of another kind', async () => {
  file('before.csv', 'a,y\n0,no\n2,yes');
  file('after.csv', 'a,y\n100,yes\n101,yes');
  const { prepared: before } = await load(api.csv('before.csv', { target: 'y', test: 0 }));
  const { dataset, prepared } = await load(api.csv('after.csv', { target: 'y', test: 0, learned: before }));
  expect(prepared).toEqual(before);
  expect([...dataset.train.columns[0]!.values]).toEqual([99, 100]);
  file('after.jsonl', JSON.stringify({ body: 'a', y: 'no' }));
  const texts = api.text('after.jsonl', { text: 'body', target: 'y', learned: before });
  await expect(load(texts)).rejects.toThrow(/what was learned is of table, and text is of text/);
});

test('lines make samples whose target is one token ahead; a long line makes several', async () => {
  file('corpus.txt', 'to be or not to be\n\nthat\nIs it\n');
  const { dataset, prepared } = await load(
    api.lines('corpus.txt', { length: 4, test: 0 }),
    'sparseCategoricalCrossentropy',
  );
  const { raw, inputs, targets } = prepared!;
  expect(raw).toMatchObject({ kind: 'text', vocabulary: ['', '[UNK]', 'to', 'be', 'or', 'not', 'it', 'is'] });
  expect([inputs[0]!.shape, targets[0]!.name, targets[0]!.encoding.kind]).toEqual([[4], 'next', 'ids']);
  const [tokens, next] = dataset.train.columns;
  // "be" is behind the first part, and no line of one word teaches anything.
  expect([...tokens!.values]).toEqual([2, 3, 4, 5, 2, 0, 0, 0, 7, 0, 0, 0]);
  expect([...next!.values]).toEqual([3, 4, 5, 2, 3, 0, 0, 0, 6, 0, 0, 0]);
  const letters = await load(
    api.lines('corpus.txt', { length: 3, unit: 'bytes', test: 0 }),
    'sparseCategoricalCrossentropy',
  );
  expect([...letters.dataset.train.columns[0]!.values.slice(0, 3)]).toEqual([118, 113, 34]);
});
