/** What could be taken for something else in a user's own files, and is taken as it was meant. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import * as api from '../../api/index.ts';
import { ownFolder } from '../../test/support/own-data.ts';
import { float64, int64, tables } from '../../test/support/own-tables.ts';
import { askedOf } from './apply.ts';

const own = ownFolder();
const { folder, file } = own;
const { csv, json, parquet, arrays } = tables(own);
const load = (data: api.DataSource, loss: api.LossName = 'meanSquaredError') => own.load(data, loss);

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
  const ids = await load(await arrays({ x: int64(5n, 7n), y: float64(1, 2) }));
  expect(ids.prepared!.inputs[0]!.encoding).toEqual({ kind: 'ids' });
  expect(ids.dataset.train.columns[0]!.values).toEqual(Int32Array.of(5, 7));
  const scaled = await load(await arrays({ x: int64(5n, 7n), y: float64(1, 2) }, { scale: 0.5 }));
  expect(scaled.prepared!.inputs[0]!.encoding).toEqual({ kind: 'scale', scale: 0.5 });
});

test('whole numbers in float64 are numbers to predict, not classes', async () => {
  const { prepared, y } = await features(await arrays({ x: float64(1, 2), y: float64(3, -70_000) }));
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
