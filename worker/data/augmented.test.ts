/** Augmented batches: the same bits however the samples are dealt out, fetched and taken up again. */
import { expect, test } from 'vitest';
import type { Augmentation } from '../../api/augment.ts';
import { augment, type Batch } from '../../api/index.ts';
import { Augmenter } from '../../datasets/augmentation/augmenter.ts';
import { mixupIn } from '../../datasets/augmentation/check.ts';
import { memoryRecords } from '../../datasets/records.ts';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import type { Feed } from '../trainer/ports.ts';
import { type FeedOptions, openFeed } from './feed.ts';

const [SAMPLES, BATCH, SEED] = [30, 8, 5];
const BATCHES = Math.ceil(SAMPLES / BATCH);
const ALL: readonly Augmentation[] = [
  augment.flip('both'),
  augment.rotation(0.1),
  augment.zoom(0.2),
  augment.translation(0.2),
  augment.crop(1),
  augment.brightness(0.1),
  augment.contrast(0.3),
  augment.saturation(0.5),
  augment.hue(0.2),
  augment.mixup(0.4),
  augment.noise(0.01),
  augment.cutout(2),
  (sample, draw) => {
    sample.inputs.image![0] = draw();
    return sample;
  },
];
const { signal } = new AbortController();

const split = (length: number) =>
  memoryRecords({
    length,
    columns: [
      {
        name: 'image',
        type: 'uint8',
        shape: [4, 5, 3],
        values: Uint8Array.from({ length: length * 60 }, (_, i) => (i * 7919) % 256),
      },
      { name: 'label', type: 'uint8', shape: [], values: Uint8Array.from({ length }, (_, i) => i % 3) },
    ],
  });
const [train, held] = [split(SAMPLES), split(3)];
const source = {
  name: 'pictures',
  inputs: [{ name: 'image', column: 'image', shape: [4, 5, 3], encoding: { kind: 'scale', scale: 1 / 255 } }],
  targets: [{ name: 'label', column: 'label', shape: [3], encoding: { kind: 'oneHot', depth: 3 } }],
  loader: { kind: 'mnist', flavour: 'mnist' },
} as const;

async function feedOf(dataMode: 'replicate' | 'stream', augmentations = ALL): Promise<Feed> {
  const augmenter = new Augmenter(augmentations, source, SEED);
  return await openFeed({
    client: {
      async *read({ split: name, records }: { split: string; records: number[] }) {
        const from = name === 'train' ? train : held;
        for await (const data of from.read(records.length > 0 ? records : undefined)) yield { data };
      },
    },
    run: {
      runId: 'r',
      batchSize: BATCH,
      epochs: 2,
      seed: SEED,
      dataMode,
      dataset: { train: train.info, test: held.info },
    },
    source,
    augmentations: {
      mixup: mixupIn(augmentations),
      augment: async (batch: Batch, epoch: number, numbers: Uint32Array) =>
        augmenter.apply(batch, epoch, numbers),
    },
    cacheDir: temporaryFolder(),
    signal,
  } as unknown as FeedOptions);
}

/** The batches of two epochs from `first` on, each put together of the shares of all ranks. */
async function walk(dataMode: 'replicate' | 'stream', world: number, first = 0): Promise<unknown[]> {
  const feeds = await Promise.all(Array.from({ length: world }, () => feedOf(dataMode)));
  const batches = [];
  for (let at = first; at < 2 * BATCHES; at++) {
    const samples = [];
    for (const [rank, feed] of feeds.entries()) {
      const share = { first: rank, end: rank + 1, of: world };
      const batch = await feed.trainBatch(Math.floor(at / BATCHES), at % BATCHES, share, signal);
      const { size, inputs, targets } = batch.batch;
      for (let i = 0; i < size; i++) {
        samples.push([...inputs[0]!.slice(60 * i, 60 * (i + 1)), ...targets[0]!.slice(3 * i, 3 * (i + 1))]);
      }
      batch.release();
    }
    batches.push(samples);
  }
  return batches;
}

test('augmented samples do not depend on the ranks, the way of the data, or where training goes on', async () => {
  const alone = await walk('replicate', 1);
  for (const mode of ['replicate', 'stream'] as const) {
    for (const world of [1, 2, 3]) expect(await walk(mode, world), `${mode}, ${world}`).toEqual(alone);
  }
  const from = BATCHES - 2;
  expect(await walk('stream', 2, from)).toEqual(alone.slice(from));
});

test('the two epochs differ, and what is held out stays as it is', async () => {
  const feed = await feedOf('replicate', [augment.flip(), augment.noise(0.1)]);
  const all = { first: 0, end: 1, of: 1 };
  const sums = [];
  for (const epoch of [0, 1]) {
    let sum = 0;
    for (let batch = 0; batch < BATCHES; batch++) {
      const held = await feed.trainBatch(epoch, batch, all, signal);
      for (const value of held.batch.inputs[0]!) sum += value;
      held.release();
    }
    sums.push(sum);
  }
  expect(sums[0]).not.toBe(sums[1]);
  const { batch } = await feed.heldOutBatch('test', 0, 1, signal);
  const bytes = Array.from({ length: 60 }, (_, i) => Math.fround(((i * 7919) % 256) / 255));
  expect([...batch.inputs[0]!]).toEqual(bytes);
});

test('what an augmentation throws is thrown where the batch is asked for', async () => {
  const feed = await feedOf('replicate', [
    () => {
      throw new Error('no');
    },
  ]);
  const all = { first: 0, end: 1, of: 1 };
  await expect(feed.trainBatch(0, 0, all, signal)).rejects.toThrow(/augmentation 1 of the job fails: no/);
});
