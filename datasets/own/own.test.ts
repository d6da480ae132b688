import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import * as api from '../../api/index.ts';
import { parsePrepared } from '../../api/prepared.ts';
import { ownFolder } from '../../test/support/own-data.ts';
import { askedOf } from './apply.ts';

const { folder, file, load: loadOf } = ownFolder();
const load = (data: api.DataSource, loss: api.LossName = 'categoricalCrossentropy') => loadOf(data, loss);

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

test('what was learned survives its file', async () => {
  file('t.csv', CSV);
  const { prepared } = await load(api.csv('t.csv', { target: 'y' }));
  expect(parsePrepared(JSON.stringify(prepared), 'a file')).toEqual(prepared);
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
