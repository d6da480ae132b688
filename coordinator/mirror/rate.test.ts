/** `--mirror-bandwidth`, by a clock that nothing but waiting moves. */
import { expect, test, vi } from 'vitest';
import { paced } from './pace.ts';

const clock = vi.hoisted(() => ({ ms: 0 }));
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    clock.ms += ms;
  },
}));

async function* pieces(sizes: readonly number[]) {
  for (const size of sizes) yield new Uint8Array(size);
}

test.each([1_000, 12_500_000])('at %d bytes a second, each piece waits for those before it', async (rate) => {
  const sizes = [65_536, 1, 65_536, 20_000, 65_536, 0, 7];
  const start = clock.ms;
  let sent = 0;
  for await (const piece of paced(pieces(sizes), rate, new AbortController().signal)) {
    expect(((clock.ms - start) * rate) / 1000).toBeCloseTo(sent, 3);
    sent += piece.byteLength;
  }
  expect(sent).toBe(sizes.reduce((sum, size) => sum + size));
  expect(((clock.ms - start) * rate) / 1000).toBeCloseTo(sent, 3);
});
