import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, lengthOf, PieceReader, PieceWriter, room } from './pieces.ts';

const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });

test('however contents are cut, they are the same', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 15 }), (given, bytes) => {
      const parts = [...cut(given, bytes)];
      expect(Buffer.concat(parts)).toEqual(Buffer.concat(given));
      for (const part of parts.slice(0, -1)) expect(part.byteLength).toBe(bytes);
    }),
  );
});

test('what is put into room is read from it again', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 15 }), (given, bytes) => {
      const filled = room(lengthOf(given), bytes);
      const writer = new PieceWriter(filled);
      for (const piece of given) writer.put(piece);
      expect(filled.every(({ byteLength }) => byteLength <= bytes)).toBe(true);
      const reader = new PieceReader(filled);
      for (const piece of given)
        expect(Buffer.from(reader.next(piece.byteLength))).toEqual(Buffer.from(piece));
      expect(() => reader.next(1)).toThrow(RangeError);
    }),
  );
});
