/** What a job is given of each kind of own data. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import * as api from '../../api/index.ts';
import { npy, npz, ownFolder } from '../../test/support/own-data.ts';
import { askedOf } from './apply.ts';

const { folder, file, load: loadOf } = ownFolder();
const load = (data: api.DataSource, loss: api.LossName = 'categoricalCrossentropy') => loadOf(data, loss);

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

test('arrays of NumPy keep shapes and numbers; whole numbers are classes', async () => {
  const x = Float32Array.from({ length: 24 }, (_, i) => i / 2);
  const arrays = { x: npy('<f4', [4, 2, 3], x), y: npy('<i8', [4], BigInt64Array.of(0n, 2n, 1n, 0n)) };
  file('a.npz', await npz(arrays));
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
