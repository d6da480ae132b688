import { expect, test } from 'vitest';
import { paced } from './pace.ts';

const NEVER = new AbortController().signal;

async function* pieces() {
  for (const bytes of [3, 2]) yield new Uint8Array(bytes);
}

test('pieces pass as they are; a bound makes the next one wait, until it is given up', async () => {
  const lengths: number[] = [];
  for await (const piece of paced(pieces(), undefined, NEVER)) lengths.push(piece.byteLength);
  expect(lengths).toEqual([3, 2]);
  const stop = new AbortController();
  const slow = paced(pieces(), 1e-3, stop.signal);
  expect((await slow.next()).value).toHaveLength(3);
  const waiting = slow.next();
  stop.abort(new Error('given up'));
  await expect(waiting).rejects.toThrow();
});

test('at a bound all comes in the end', async () => {
  let bytes = 0;
  for await (const piece of paced(pieces(), 1e6, NEVER)) bytes += piece.byteLength;
  expect(bytes).toBe(5);
});
