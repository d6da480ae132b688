import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { expect, onTestFinished, test } from 'vitest';
import * as api from '../../api/index.ts';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { jobOf } from '../../test/support/own-data.ts';
import { splitOf } from '../decode.ts';
import { loadJobData } from '../load.ts';

const LOSS = 'categoricalCrossentropy';

/** The training pictures and their classes, in order. */
async function load(dataDir: string, data: api.DataSource) {
  const { dataset } = await loadJobData(jobOf(data, LOSS), {
    dataDir,
    cacheDir: join(dataDir, 'cache'),
    allowDownload: false,
  });
  try {
    const { train, provenance, classes } = dataset;
    const { columns } = await splitOf(train, [...Array(train.info.length).keys()]);
    return {
      image: [...columns[0]!.values],
      labels: [...columns[1]!.values].map((label) => classes![label]),
      provenance,
    };
  } finally {
    await dataset.close();
  }
}

const OPTIONS = { size: [1, 1], test: 0 } as const;
const painted = (background: string) =>
  sharp({ create: { width: 2, height: 2, channels: 3, background } })
    .png()
    .toBuffer();
const RED_BLUE_RED = { image: [255, 0, 0, 0, 0, 255, 255, 0, 0], labels: ['warm', 'cold', 'warm'] };

async function tar(members: Record<string, Buffer | string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(members)) archive.entry({ name }, content as string);
  archive.finalize();
  return await buffer(archive as never);
}

test('archives as WebDataset has them: a label beside each picture, or a folder around it', async () => {
  const folder = temporaryFolder();
  const [red, blue] = [await painted('#f00'), await painted('#00f')];
  const labelled = { '0.png': red, '0.cls': 'warm', '0.json': '{}', '1.cls': 'cold\n', '1.png': blue };
  writeFileSync(join(folder, 'a-0.tar'), await tar(labelled));
  writeFileSync(join(folder, 'a-1.tar'), await tar({ 'warm/7.png': red }));
  expect(await load(folder, api.images('a-*.tar', OPTIONS))).toMatchObject(RED_BLUE_RED);
  writeFileSync(join(folder, 'bare.tar'), await tar({ '0.png': red }));
  await expect(load(folder, api.images('bare.tar', OPTIONS))).rejects.toThrow(/bare\.tar 0 has no class/);
  writeFileSync(join(folder, 'cut.tar'), (await tar(labelled)).subarray(0, 700));
  await expect(load(folder, api.images('cut.tar', OPTIONS))).rejects.toThrow(
    /cut\.tar is no whole tar archive/,
  );
});

test('colour becomes grey as by PIL, and a picture that is cut off is named', async () => {
  const folder = temporaryFolder();
  for (const name of ['a', 'b']) mkdirSync(join(folder, 'set', name), { recursive: true });
  const colours = ['#f00', '#00f', '#0ac81e', '#999'];
  for (const [i, colour] of colours.entries())
    writeFileSync(join(folder, 'set', i < 2 ? 'a' : 'b', `${i}.png`), await painted(colour));
  const options = { ...OPTIONS, channels: 1 } as const;
  // Image.new('RGB', (1, 1), colour).convert('L')
  expect((await load(folder, api.images('set', options))).image).toEqual([76, 29, 124, 153]);
  const raw = { width: 64, height: 64, channels: 3 } as const;
  const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 2654435761) >>> 24);
  const jpeg = await sharp(noise, { raw }).jpeg().toBuffer();
  writeFileSync(join(folder, 'set/a/cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await expect(load(folder, api.images('set', options))).rejects.toThrow(/cut\.jpg cannot be read: /);
  await expect(load(folder, api.images('set', options))).rejects.not.toThrow(/Unknown error/);
});

test('a table of paths and labels, whose bad rows are named or left out', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'flowers'));
  writeFileSync(join(folder, 'flowers/r.png'), await painted('#f00'));
  writeFileSync(join(folder, 'flowers/b.png'), await painted('#00f'));
  const table = 'file,kind\nr.png,warm\nb.png,cold\nr.png,warm';
  const options = { ...OPTIONS, image: 'file', target: 'kind' };
  writeFileSync(join(folder, 'flowers/all.csv'), table);
  expect(await load(folder, api.images('flowers/all.csv', options))).toMatchObject(RED_BLUE_RED);
  writeFileSync(join(folder, 'flowers/all.csv'), `${table}\nnone.png,cold\nr.png,`);
  await expect(load(folder, api.images('flowers/all.csv', options))).rejects.toThrow(
    /all\.csv line 6: class is empty/,
  );
  const rest = await load(folder, api.images('flowers/all.csv', { ...options, onBadRow: 'skip' }));
  expect(rest).toMatchObject(RED_BLUE_RED);
  expect(rest.provenance).toMatch(/2 left out, the first: all\.csv line 5: .*none\.png cannot be read/);
  const wrong = api.images('flowers/all.csv', { ...OPTIONS, image: 'path', target: 'kind' });
  await expect(load(folder, wrong)).rejects.toThrow(/has no column "path"/);
});

test('a table of paths and numbers to predict', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'r.png'), await painted('#f00'));
  writeFileSync(join(folder, 't.csv'), 'file,age\nr.png,41.5\nr.png,7');
  const options = { ...OPTIONS, image: 'file', target: 'age', task: 'regression' } as const;
  const context = { dataDir: folder, cacheDir: join(folder, 'cache'), allowDownload: false };
  const ages = jobOf(api.images('t.csv', options), 'meanSquaredError');
  const { dataset, prepared } = await loadJobData(ages, context);
  onTestFinished(() => dataset.close());
  expect(prepared!.target).toEqual({ kind: 'numbers', names: ['age'] });
  expect([...(await splitOf(dataset.train, [0, 1])).columns[1]!.values]).toEqual([41.5, 7]);
  expect(dataset.classes).toBeUndefined();
  writeFileSync(join(folder, 't.csv'), 'file,age\nr.png,41.5\nr.png,old');
  await expect(loadJobData(ages, context)).rejects.toThrow(/age .*line 3.*"old"/);
  const folderOnly = () => jobOf(api.images('.', { ...OPTIONS, task: 'regression' }), LOSS);
  expect(folderOnly).toThrow(/wants a table of pictures, with image and target/);
});

test('pictures in a column of a Parquet file, whose names of classes are bytes too', async () => {
  const folder = temporaryFolder();
  const [red, blue] = [await painted('#f00'), await painted('#00f')];
  const kinds = ['warm', 'cold', 'warm'].map((kind) => Buffer.from(kind));
  const columnData = [
    { name: 'picture', data: [red, blue, red] },
    { name: 'kind', data: kinds },
  ];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData: columnData as never }));
  writeFileSync(join(folder, 't.parquet'), bytes);
  const options = { ...OPTIONS, image: 'picture', target: 'kind' };
  expect(await load(folder, api.images('t.parquet', options))).toMatchObject(RED_BLUE_RED);
});

test('a column of the table says what each picture counts for', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'r.png'), await painted('#f00'));
  const table = 'file,kind,copies\nr.png,warm,2.5\nr.png,cold,0\nr.png,warm,1';
  writeFileSync(join(folder, 'all.csv'), table);
  const options = { ...OPTIONS, image: 'file', target: 'kind', sampleWeight: 'copies' };
  const context = { dataDir: folder, cacheDir: join(folder, 'cache'), allowDownload: false };
  const loaded = await loadJobData(jobOf(api.images('all.csv', options), LOSS), context);
  expect(loaded.job.data.weights).toMatchObject([{ column: 'sample_weight', shape: [] }]);
  const { columns } = await splitOf(loaded.dataset.train, [0, 1, 2]);
  expect([...columns[2]!.values]).toEqual([2.5, 0, 1]);
  await loaded.dataset.close();
  writeFileSync(join(folder, 'all.csv'), `${table}\nr.png,warm,-1`);
  await expect(load(folder, api.images('all.csv', options))).rejects.toThrow(
    /all\.csv line 5: sample_weight -1 is no weight/,
  );
  expect(() => jobOf(api.images('set', { ...OPTIONS, sampleWeight: 'copies' }), LOSS)).toThrow(
    /names a column/,
  );
});

test('a picture keeps its bytes in the pack, and is decoded where it is needed', async () => {
  const folder = temporaryFolder();
  for (const kind of ['a', 'b']) mkdirSync(join(folder, 'set', kind), { recursive: true });
  const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 256));
  const jpeg = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg()
    .toBuffer();
  for (const kind of ['a', 'b']) writeFileSync(join(folder, `set/${kind}/1.jpg`), jpeg);
  const { dataset } = await loadJobData(jobOf(api.images('set', { size: [64, 64], test: 0 }), LOSS), {
    dataDir: folder,
    cacheDir: join(folder, 'cache'),
    allowDownload: false,
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of dataset.train.read([0])) pieces.push(piece);
  // Its length, its bytes, its class.
  expect(Buffer.concat(pieces).subarray(4, -4)).toEqual(jpeg);
  const { columns } = await splitOf(dataset.train, [0]);
  expect(columns[0]!.values.length).toBe(64 * 64 * 3);
  await dataset.close();
});

/** Two examples that `tf.io.TFRecordWriter` of TensorFlow 2.21 wrote: numbers `a` and `b`, a text `y`, a `list`. */
const TFRECORD = Buffer.from(
  'SQAAAAAAAAA2JQ6jCkcKDQoBYRIIEgYKBAAAAD8KCwoBeRIGCgQKAm5vChMKAWISDhoMCgr9//////////8BChQKBGxpc3QSDBIKCggAAIA/' +
    'AAAAQFyA+dhKAAAAAAAAAK9327AKSAoNCgFhEggSBgoEAADAPwoMCgF5EgcKBQoDeWVzCg8KAWISChoICgaAgICAgCAKGAoEbGlzdBIQEg4K' +
    'DAAAQEAAAIBAAACgQNR69NA=',
  'base64',
);

test('TFRecord files of TensorFlow, and damaged ones', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 't.tfrecord'), TFRECORD);
  const options = { target: 'y', inputs: ['a', 'b'], scale: 1, test: 0 } as const;
  const found = await load(folder, api.tfrecord('t.tfrecord', options));
  expect(found).toMatchObject({ image: [0.5, -3, 1.5, 2 ** 40], labels: ['no', 'yes'] });
  const damaged = Buffer.from(TFRECORD);
  damaged[30]! ^= 1;
  writeFileSync(join(folder, 'd.tfrecord'), damaged);
  await expect(load(folder, api.tfrecord('d.tfrecord', options))).rejects.toThrow(
    /d\.tfrecord record 0 is damaged/,
  );
  writeFileSync(join(folder, 'c.tfrecord'), TFRECORD.subarray(0, -9));
  await expect(load(folder, api.tfrecord('c.tfrecord', options))).rejects.toThrow(
    /c\.tfrecord record 1 is cut off/,
  );
});
