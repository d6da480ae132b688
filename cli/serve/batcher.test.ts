import { expect, test } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import fc from '../../test/support/properties.ts';
import { Batcher } from './batcher.ts';

const { signal } = new AbortController();
const LIMITS = { maxBatch: 4, maxDelayMs: 0, maxQueue: 8 };

/** Doubles numbers, batch by batch, each when it is told to. */
function doubling(limits = LIMITS) {
  const batches: { numbers: readonly number[]; go: () => void }[] = [];
  const heard: (() => void)[] = [];
  const batcher = new Batcher<number, number>(limits, async (numbers) => {
    await new Promise<void>((resolve) => {
      batches.push({ numbers, go: resolve });
      heard.shift()?.();
    });
    if (numbers.includes(13)) throw new LockstepError('ENGINE', 'thirteen');
    return numbers.map((number) => 2 * number);
  });
  const next = async () => {
    if (batches.length === 0) await new Promise<void>((resolve) => heard.push(resolve));
    return batches.shift()!;
  };
  return { batcher, next };
}

test('what comes while a batch is computed makes up the next ones, none above the most', async () => {
  const { batcher, next } = doubling();
  const first = batcher.ask([1], signal);
  const one = await next();
  const others = [batcher.ask([2, 3, 4], signal), batcher.ask([5, 6], signal)];
  one.go();
  expect(await first).toEqual([2]);
  const two = await next();
  expect(two.numbers).toEqual([2, 3, 4, 5]);
  two.go();
  const three = await next();
  expect(three.numbers).toEqual([6]);
  three.go();
  expect(await Promise.all(others)).toEqual([
    [4, 6, 8],
    [10, 12],
  ]);
});

test('a full queue refuses by name, and takes again when it has room', async () => {
  const { batcher, next } = doubling();
  const first = batcher.ask([0], signal);
  const one = await next();
  const waiting = batcher.ask([1, 2, 3, 4, 5, 6, 7], signal);
  await expect(batcher.ask([8, 9], signal)).rejects.toMatchObject({ code: 'BUSY' });
  await expect(batcher.ask(Array(9).fill(0), signal)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  one.go();
  await first;
  (await next()).go();
  (await next()).go();
  expect(await waiting).toHaveLength(7);
  const last = batcher.ask([8], signal);
  (await next()).go();
  expect(await last).toEqual([16]);
});

test('what nobody waits for any more is not computed', async () => {
  const { batcher, next } = doubling();
  const first = batcher.ask([0], signal);
  const one = await next();
  const gone = new AbortController();
  const dropped = batcher.ask([1, 2], gone.signal);
  const kept = batcher.ask([3], signal);
  gone.abort(new LockstepError('TIMEOUT', 'late'));
  await expect(dropped).rejects.toMatchObject({ code: 'TIMEOUT' });
  one.go();
  await first;
  const two = await next();
  expect(two.numbers).toEqual([3]);
  two.go();
  expect(await kept).toEqual([6]);
});

test('a question that cannot be computed fails alone', async () => {
  const { batcher, next } = doubling();
  const first = batcher.ask([0], signal);
  const one = await next();
  const [good, bad] = [batcher.ask([1], signal), batcher.ask([13], signal)];
  const refused = expect(bad).rejects.toMatchObject({ message: 'thirteen' });
  one.go();
  await first;
  for (const numbers of [[1, 13], [1], [13]]) {
    const batch = await next();
    expect(batch.numbers).toEqual(numbers);
    batch.go();
  }
  expect(await good).toEqual([2]);
  await refused;
});

test('closing answers what waits and refuses what comes', async () => {
  const { batcher, next } = doubling({ ...LIMITS, maxDelayMs: 60_000 });
  const asked = batcher.ask([1], signal);
  const closed = batcher.close();
  await expect(batcher.ask([2], signal)).rejects.toMatchObject({ code: 'ABORTED' });
  (await next()).go();
  await closed;
  expect(await asked).toEqual([2]);
});

test('every question gets its own answer, whatever comes together', async () => {
  const requests = fc.array(fc.array(fc.integer({ min: 20, max: 99 }), { maxLength: 3 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(requests, fc.integer({ min: 1, max: 5 }), async (lists, maxBatch) => {
      let most = 0;
      const limits = { maxBatch, maxDelayMs: 0, maxQueue: 100 };
      const batcher = new Batcher<number, number>(limits, async (numbers) => {
        most = Math.max(most, numbers.length);
        await Promise.resolve();
        return numbers.map((number) => 2 * number);
      });
      const answers = await Promise.all(lists.map((list) => batcher.ask(list, signal)));
      expect(answers).toEqual(lists.map((list) => list.map((number) => 2 * number)));
      expect(most).toBeLessThanOrEqual(maxBatch);
      await batcher.close();
    }),
    { numRuns: 50 },
  );
});
