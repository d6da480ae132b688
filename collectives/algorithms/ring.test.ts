import { expect, test } from 'vitest';
import { ring } from './ring.ts';

test('what lies together in the buffer is sent by all ranks alike', () => {
  const [world, length] = [4, 8 * 4 * 64 * 1024];
  const quarter = length / 4;
  for (const start of [0, quarter, 3 * quarter]) {
    const sent = Array.from({ length: world }, (_, rank) => {
      const sends = ring(rank, world, length).flatMap((flow) => flow.map(({ send }) => send!));
      return sends.reduce(
        (sum, part) => sum + Math.max(0, Math.min(part.end, start + quarter) - Math.max(part.start, start)),
        0,
      );
    });
    // Of each number 2 (W-1) / W, as of the whole buffer.
    expect(sent).toEqual(new Array(world).fill(1.5 * quarter));
  }
});
