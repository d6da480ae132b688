import { expect, test } from 'vitest';
import type { Batch } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import type { HeldBatch } from '../../datasets/batch-pool.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { Feed } from '../trainer/ports.ts';
import { type FeedOptions, openFeed } from './feed.ts';
import { AHEAD_BYTES } from './stream.ts';

const HALF = { first: 0, end: 1, of: 2 };
const { signal } = new AbortController();

interface Asked {
  readonly split: string;
  readonly records: number;
}

/** A coordinator whose records are their own numbers, and which may be away. */
class Coordinator {
  readonly asked: Asked[] = [];
  away: LockstepError | undefined;
  /** Whoever waits for the next call. */
  #heard: (() => void)[] = [];
  readonly #width: number;
  readonly #test: number;

  constructor(width: number, testLength: number) {
    this.#width = width;
    this.#test = testLength;
  }

  async *read({ split, records }: lockstep.v1.ReadRequest.$Properties) {
    const all = Array.from({ length: this.#test }, (_, i) => i);
    const numbers = records?.length ? records : all;
    this.asked.push({ split: split ?? '', records: numbers.length });
    for (const heard of this.#heard.splice(0)) heard();
    if (this.away) throw this.away;
    const values = new Uint8Array(numbers.length * this.#width);
    for (const [i, record] of numbers.entries()) values[i * this.#width] = record & 255;
    yield { data: values } as never;
  }

  nextCall(): Promise<void> {
    return new Promise((resolve) => this.#heard.push(resolve));
  }
}

/** Looked at at once: nothing else is asked for until then. */
function given(held: HeldBatch): Batch {
  held.release();
  return held.batch;
}

async function feedOf({ length = 6_400, testLength = 20, width = 1, epochs = 3 } = {}) {
  const coordinator = new Coordinator(width, testLength);
  const columns = [{ name: 'x', type: 'uint8', shape: [width] }];
  const encoding = { kind: 'scale', scale: 1 };
  const dataset = { train: { length, columns }, test: { length: testLength, columns } };
  const stream = await openFeed({
    client: coordinator,
    run: { runId: 'run', batchSize: 100, epochs, seed: 1, dataMode: 'stream', dataset },
    source: { inputs: [{ name: 'x', column: 'x', shape: [width], encoding }], targets: [] },
    cacheDir: '',
    signal,
  } as unknown as FeedOptions);
  const feed = {
    trainBatch: async (...args: Parameters<Feed['trainBatch']>) => given(await stream.trainBatch(...args)),
    testBatch: async (start: number, end: number, by: AbortSignal) =>
      given(await stream.heldOutBatch('test', start, end, by)),
  };
  return { feed, coordinator };
}

const AWAY = new LockstepError('UNREACHABLE', 'nobody answers');

/** Everything that is to be fetched ahead has come. */
async function settled({ asked }: Coordinator): Promise<void> {
  for (let before = -1; before !== asked.length; ) {
    before = asked.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a rank trains and evaluates on while the coordinator is away, to the end of the next epoch', async () => {
  const { feed, coordinator } = await feedOf();
  await feed.trainBatch(0, 0, HALF, signal);
  await settled(coordinator);
  coordinator.away = AWAY;
  const calls = coordinator.asked.length;
  for (let epoch = 0; epoch < 2; epoch++) {
    for (let batch = 0; batch < 56; batch++) {
      expect((await feed.trainBatch(epoch, batch, HALF, signal)).size).toBe(50);
      // Those of the epoch after the next are asked for by then, in vain.
      if (epoch === 0) expect(coordinator.asked.length).toBe(calls);
    }
    expect((await feed.testBatch(0, 20, signal)).size).toBe(20);
    if (epoch === 0) for (let batch = 56; batch < 64; batch++) await feed.trainBatch(0, batch, HALF, signal);
  }
});

test('past that it waits, names what it waits for when its step is given up, and goes on once there is a coordinator', async () => {
  const { feed, coordinator } = await feedOf();
  coordinator.away = AWAY;
  const step = new AbortController();
  const waiting = feed.trainBatch(0, 0, HALF, step.signal);
  await coordinator.nextCall();
  step.abort(new LockstepError('TIMEOUT', 'step 0 took longer than 5000 ms'));
  await expect(waiting).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: expect.stringMatching(/records of epoch 1, batch 0 .* not come .*step 0 took longer/),
  });
  const again = feed.trainBatch(0, 0, HALF, signal);
  await coordinator.nextCall();
  coordinator.away = undefined;
  expect((await again).size).toBe(50);
});

test('a window that was refused is fetched anew when it is asked for again', async () => {
  const { feed, coordinator } = await feedOf();
  await feed.trainBatch(0, 0, HALF, signal);
  await settled(coordinator);
  coordinator.away = new LockstepError('INTERNAL', 'a defect');
  const other = { first: 1, end: 2, of: 2 };
  await expect(feed.trainBatch(0, 8, other, signal)).rejects.toMatchObject({ code: 'INTERNAL' });
  coordinator.away = undefined;
  expect((await feed.trainBatch(0, 8, other, signal)).size).toBe(50);
});

test('the same samples come with a coordinator that is away now and then', async () => {
  const [calm, troubled] = [await feedOf(), await feedOf()];
  for (let batch = 0; batch < 64; batch++) {
    troubled.coordinator.away = batch % 16 === 5 ? AWAY : undefined;
    const [one, other] = await Promise.all(
      [calm, troubled].map(({ feed }) => feed.trainBatch(0, batch, HALF, signal)),
    );
    expect(other!.inputs[0]).toEqual(one!.inputs[0]);
  }
});

test('no more is fetched ahead than there is room for', async () => {
  const width = 1 << 20;
  const { feed, coordinator } = await feedOf({ length: 1_600, width, testLength: 100 });
  const rank = { first: 0, end: 1, of: 50 };
  await feed.trainBatch(0, 0, rank, signal);
  await settled(coordinator);
  const fetched = coordinator.asked.reduce((sum, { records }) => sum + records * width, 0);
  // Two windows of eight batches with two records each: the one in use and at least one more.
  expect(fetched).toBeLessThanOrEqual(AHEAD_BYTES + 16 * width);
  expect(coordinator.asked.every(({ split }) => split === 'train')).toBe(true);
  // A test split that is too large to keep is read as it is needed.
  expect((await feed.testBatch(40, 42, signal)).size).toBe(2);
  expect(coordinator.asked.at(-1)).toEqual({ split: 'test', records: 2 });
});
