/** Files of data by others that are small and would cost much. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import fc from '../../test/support/properties.ts';
import { parseIdx } from './idx.ts';
import { readPickle } from './pickle.ts';

const BAD_DATA = expect.objectContaining({ code: 'BAD_DATA' });

describe('pickles', () => {
  const read = (...bytes: number[]) => readPickle(Uint8Array.from([0x80, 2, ...bytes, 0x2e]), 'f.npz');
  const [PUT, GET, TUPLE2, REDUCE, EMPTY] = [0x71, 0x68, 0x86, 0x52, 0x29];

  test('tuples of tuples of themselves are never written out', () => {
    const doubled = Array.from({ length: 60 }, (_, i) => [GET, i, GET, i, TUPLE2, PUT, i + 1]).flat();
    const start = [0x43, 255, ...Buffer.alloc(255, 97), PUT, 0];
    // As what is called, and as the name of a class.
    expect(() => read(...start, ...doubled, EMPTY, REDUCE)).toThrow(BAD_DATA);
    expect(() => read(...start, ...doubled, GET, 0, 0x93)).toThrow(BAD_DATA);
    expect(() => read(...start, ...doubled, 0x8c, 1, 97, 0x93)).toThrow(BAD_DATA);
  });

  test('numbers of things that are remembered cost nothing, however large', () => {
    const far = [0x72, 0xfe, 0xff, 0xff, 0xff];
    expect(read(0x4b, 7, ...far, 0x94, 0x94, 0x6a, 0xfe, 0xff, 0xff, 0xff)).toBe(7);
  });

  test('more lists than memory should hold are refused', () => {
    const lists = new Uint8Array(4_000_100).fill(0x5d);
    lists.set([0x80, 2]);
    expect(() => readPickle(lists, 'f.npz')).toThrow(/more than 4000000 lists/);
  });

  test('any bytes are read or refused by name, in time with their length', () => {
    const opcodes = [
      ...Buffer.from('(N\x88K\x01KM\x00\x01UCX]a\x29e\x85\x86\x87tRbqrhj\x94\x93c.', 'latin1'),
    ];
    const byte = fc.oneof(fc.constantFrom(...opcodes), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 400 }), (bytes) => {
        try {
          read(...bytes);
        } catch (error) {
          expect(error).toEqual(BAD_DATA);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('IDX', () => {
  const header = (...shape: number[]) => {
    const bytes = Buffer.alloc(4 + 4 * shape.length);
    bytes.set([0, 0, 8, shape.length]);
    for (const [i, size] of shape.entries()) bytes.writeUInt32BE(size, 4 + 4 * i);
    return bytes;
  };

  test('a packed file that holds more than it says is not unpacked further', () => {
    const bomb = gzipSync(Buffer.concat([header(2, 28, 28), Buffer.alloc(64 * 1024 ** 2)]));
    const before = process.memoryUsage().arrayBuffers;
    expect(() => parseIdx(bomb, 'f.gz')).toThrow(/has more bytes of values; its header says 2 x 28 x 28/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 ** 2);
  });

  test.each([[[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff]], [[0xffffffff, 2]]])(
    'a header that says %s is refused, packed or not',
    (shape) => {
      for (const content of [header(...shape), gzipSync(header(...shape))]) {
        expect(() => parseIdx(content, 'f')).toThrow(BAD_DATA);
      }
    },
  );

  test('a packed file that is cut off anywhere is refused by name', () => {
    const whole = gzipSync(
      Buffer.concat([header(40, 7, 7), Buffer.from(Array.from({ length: 1960 }, (_, i) => (i * 97) % 251))]),
    );
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => parseIdx(whole.subarray(0, length), 'f.gz')).toThrow(BAD_DATA);
    }
    expect(parseIdx(whole, 'f.gz').shape).toEqual([40, 7, 7]);
  });
});
