import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../base/arrays.ts';
import { native } from '../../test/support/engines.ts';
import { openMesh } from '../../test/support/mesh.ts';
import fc from '../../test/support/properties.ts';
import { asAllReduce } from '../algorithms/collective.ts';
import { ring } from '../algorithms/ring.ts';
import type { MeshOptions } from './mesh-endpoint.ts';
import { fromSparse, toSparse } from './sparse.ts';

const { signal } = new AbortController();
const LENGTH = 16 * 1024;

/** `length` bytes of which every `every`-th word and the last bytes are not zero. */
function thinned(length: number, every: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 4 * every) bytes[at] = 1 + (at % 251);
  if (length > 0) bytes[length - 1] = 7;
  return bytes;
}

test.each([
  [LENGTH, 2],
  [LENGTH + 1, 3],
  [LENGTH + 3, 33],
  [5 * LENGTH + 4 * 31 + 2, 2],
  [5 * LENGTH + 4 * 33, 1_000],
  [LENGTH, LENGTH],
])('%i bytes, one word in %i not zero, come back as they were', (length, every) => {
  const data = thinned(length, every);
  const sparse = toSparse(data);
  expect(sparse!.byteLength).toBeLessThan(length * (1 / every + 1 / 20));
  expect(fromSparse(sparse!, length)).toEqual(data);
});

test('whole and empty blocks beside each other, and every bit of a number, are kept', () => {
  const numbers = new Float32Array(LENGTH);
  numbers
    .fill(Number.NaN, 32, 64)
    .fill(-0, 100, 3000)
    .fill(1e-45, LENGTH - 5);
  const sparse = toSparse(bytesOf(numbers))!;
  expect(Buffer.from(fromSparse(sparse, numbers.byteLength)!).equals(Buffer.from(numbers.buffer))).toBe(true);
  // One word a group, one a block, and the words themselves.
  expect(sparse.byteLength).toBe(4 * (16 + (1 + 91 + 1) + (32 + 2900 + 5)));
});

test('what has few zeros, or is small, travels as it is', () => {
  expect(toSparse(new Uint8Array(LENGTH).fill(1))).toBeUndefined();
  expect(toSparse(new Uint8Array(LENGTH - 1))).toBeUndefined();
});

test('what is no sparse message is refused, or has the length that is asked for', () => {
  const sparse = toSparse(thinned(LENGTH, 5))!;
  for (const length of [LENGTH - 4, LENGTH + 1, 2 * LENGTH, 0]) {
    expect(fromSparse(sparse, length)).toBeUndefined();
  }
  const data = fc.uint8Array({ maxLength: 4096 });
  fc.assert(
    fc.property(data, fc.nat(64 * 1024), (bytes, length) => {
      const got = fromSparse(bytes, length);
      expect(got === undefined || got.byteLength === length).toBe(true);
    }),
  );
});

describe('over links', () => {
  const KINDS: Record<string, (rank: number) => MeshOptions> = {
    JavaScript: () => ({}),
    'JavaScript, with checksums': () => ({ checksums: true }),
    ...(native && {
      native: () => ({ native }),
      'native and JavaScript, with checksums': (rank) => ({
        checksums: true,
        native: rank === 0 ? native : undefined,
      }),
    }),
  };

  test.each(Object.entries(KINDS))(
    '%s: zeros do not travel, and the sums are those of whole buffers',
    async (_, options) => {
      const { endpoints, ranks } = await openMesh('tcp', 2, options);
      try {
        const length = 300_001;
        const inputs = ranks.map((_, rank) =>
          Float32Array.from({ length }, (_, i) =>
            (i + rank) % 3 === 0 ? Math.sin(i + rank) : i % 7 === 0 ? -0 : 0,
          ),
        );
        for (const [step, format] of (['float32', 'bf16', 'float32'] as const).entries()) {
          const before = ranks.map(({ sent }) => sent.bytes);
          const sums = inputs.map((values) => values.slice());
          await Promise.all(
            ranks.map((rank, r) => asAllReduce(ring)(rank, sums[r]!, { step, bucket: 0 }, signal, format)),
          );
          expect(Buffer.from(sums[0]!.buffer).equals(Buffer.from(sums[1]!.buffer))).toBe(true);
          const whole = length * (format === 'bf16' ? 2 : 4);
          for (const [r, { sent }] of ranks.entries())
            expect(sent.bytes - before[r]!).toBeLessThan(0.9 * whole);
          if (format === 'bf16') continue;
          const exact = inputs[0]!.map((value, i) => value + inputs[1]![i]!);
          expect(Buffer.from(sums[0]!.buffer).equals(Buffer.from(exact.buffer))).toBe(true);
        }
      } finally {
        await Promise.all([...ranks, ...endpoints].map((thing) => thing.close()));
      }
    },
  );
});
