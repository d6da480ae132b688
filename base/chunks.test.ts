import { expect, test } from 'vitest';
import fc from '../test/support/properties.ts';
import { ChunkReader, ChunkWriter, cut, lengthOf, room } from './chunks.ts';

const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });

test('however contents are cut, they are the same', () => {
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 15 }), (given, bytes) => {
      const parts = [...cut(given, bytes)];
      expect(Buffer.concat(parts)).toEqual(Buffer.concat(given));
      for (const part of parts.slice(0, -1)) expect(part.byteLength).toBe(bytes);
    }),
  );
});

test('what is put into room is read from it again', () => {
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 15 }), (given, bytes) => {
      const filled = room(lengthOf(given), bytes);
      const writer = new ChunkWriter(filled);
      for (const chunk of given) writer.put(chunk);
      expect(filled.every(({ byteLength }) => byteLength <= bytes)).toBe(true);
      const reader = new ChunkReader(filled);
      for (const chunk of given)
        expect(Buffer.from(reader.next(chunk.byteLength))).toEqual(Buffer.from(chunk));
      expect(() => reader.next(1)).toThrow(RangeError);
    }),
  );
});

test('a content beyond 4 GiB is cut to the byte', () => {
  const MIB = 1024 ** 2;
  // The same memory again and again.
  const chunk = new Uint8Array(64 * MIB);
  const content = [...Array.from({ length: 80 }, () => chunk), Uint8Array.of(1, 2, 3)];
  expect(lengthOf(content)).toBe(5 * 1024 * MIB + 3);
  let pieces = 0;
  let last: Uint8Array | undefined;
  for (const piece of cut(content, 32 * MIB)) {
    pieces++;
    last = piece;
  }
  expect(pieces).toBe(161);
  expect(last).toEqual(Uint8Array.of(1, 2, 3));
});
