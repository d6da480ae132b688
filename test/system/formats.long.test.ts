/** The same pictures of digits in four kinds of files train the same weights, to the last bit. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Split } from '../../api/data.ts';
import { sfc32 } from '../../base/random.ts';
import { loadMnist } from '../../datasets/mnist.ts';
import { drawDigits } from '../../datasets/stand-ins/digits.ts';
import { writeIdx } from '../support/digits.ts';
import { temporaryFolder } from '../support/lockstep.ts';
import { rehearse } from '../support/rehearse.ts';

const PIXELS = 784;

/** The first samples, class by class: in the order in which folders have them. */
function byClass({ columns: [image, label] }: Split, length: number): Split {
  const order = Array.from({ length }, (_, i) => i).sort((a, b) => label!.values[a]! - label!.values[b]!);
  const pixels = order.flatMap((i) => [...image!.values.subarray(i * PIXELS, (i + 1) * PIXELS)]);
  return {
    length,
    columns: [
      { ...image!, values: Uint8Array.from(pixels) },
      { ...label!, values: Uint8Array.from(order, (i) => label!.values[i]!) },
    ],
  };
}

/** A row a sample: its class, then its pixels. */
const rowsOf = ({ length, columns: [image, label] }: Split) =>
  Array.from({ length }, (_, i) => [
    label!.values[i]!,
    ...image!.values.subarray(i * PIXELS, (i + 1) * PIXELS),
  ]);

async function writeAll(folder: string, train: Split, held: Split): Promise<void> {
  const names = ['label', ...Array.from({ length: PIXELS }, (_, i) => `p${i}`)];
  for (const [name, split] of Object.entries({ train, test: held })) {
    writeIdx(folder, name === 'train' ? 'train' : 't10k', split);
    const rows = rowsOf(split);
    writeFileSync(join(folder, `${name}.csv`), [names, ...rows].join('\n'));
    const columnData = names.map((column, c) => ({
      name: column,
      data: rows.map((row) => row[c]!),
      type: 'INT32',
    }));
    writeFileSync(
      join(folder, `${name}.parquet`),
      new Uint8Array(parquetWriteBuffer({ columnData: columnData as never })),
    );
    for (const [i, [label, ...pixels]] of rows.entries()) {
      mkdirSync(join(folder, name, String(label)), { recursive: true });
      const picture = sharp(Buffer.from(pixels), { raw: { width: 28, height: 28, channels: 1 } });
      await picture.png().toFile(join(folder, name, String(label), `${String(i).padStart(6, '0')}.png`));
    }
  }
}

const job = (data: string) => `
  import { csv, defineJob, images, mnist, parquet } from 'lockstep';
  const table = { target: 'label', task: 'classification', scale: 1 / 255 };
  export default defineJob({
    name: 'digits', batchSize: 16, epochs: 2, loss: 'categoricalCrossentropy',
    data: ${data},
    model: (tf, data) => tf.sequential({ layers: [
      tf.layers.reshape({ inputShape: data.inputs[0].shape, targetShape: [${PIXELS}] }),
      tf.layers.dense({ units: 12, activation: 'relu', kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }) }),
      tf.layers.dense({ units: 10, activation: 'softmax', kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
    ] }),
    optimizer: (tf) => tf.train.sgd(0.1),
  });`;

const FORMATS = {
  IDX: 'mnist()',
  'PNG in folders': "images('train', { size: [28, 28], channels: 1, test: 'test' })",
  CSV: "csv('train.csv', { ...table, test: 'test.csv' })",
  Parquet: "parquet('train.parquet', { ...table, test: 'test.parquet' })",
};

async function expectSameWeights(train: Split, held: Split): Promise<void> {
  const folder = temporaryFolder();
  await writeAll(folder, train, held);
  const runs = [];
  for (const data of Object.values(FORMATS)) runs.push(await rehearse(job(data), folder));
  const [idx, ...others] = runs;
  expect(idx!.weights[0]!.length).toBe(12 * PIXELS);
  for (const [i, { weights, epochs }] of others.entries()) {
    const [, name] = Object.keys(FORMATS).slice(i, i + 2);
    expect(weights, name).toEqual(idx!.weights);
    expect(epochs, name).toEqual(idx!.epochs);
  }
}

test('drawn digits', async () => {
  const random = sfc32(3, 4);
  await expectSameWeights(byClass(drawDigits(120, random), 120), byClass(drawDigits(40, random), 40));
});

const REAL = process.env.LOCKSTEP_DATA_DIR ?? '';
test.skipIf(!existsSync(join(REAL, 'mnist')))('MNIST', async () => {
  const context = { dataDir: REAL, cacheDir: '/nowhere', allowDownload: false };
  const { train, test: held } = await loadMnist('mnist', context);
  await expectSameWeights(byClass(train, 300), byClass(held, 100));
});
