import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseIdx } from './formats/idx.ts';
import { readPickle } from './formats/pickle.ts';
import { NumpyRandomState } from './mt19937.ts';
import { encodeReview } from './preparation/reviews.ts';
import { drawnDigits } from './stand-ins/digits.ts';
import { sentimentCorpus } from './stand-ins/sentiment.ts';

const idx = (shape: number[], values: number[], type = 8) => {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = type;
  header[3] = shape.length;
  for (const [i, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([header, Buffer.from(values)]);
};

describe('IDX', () => {
  test('is read plain and gzipped', () => {
    const file = idx([2, 3], [1, 2, 3, 4, 5, 6]);
    for (const content of [file, gzipSync(file)]) {
      expect(parseIdx(content, 'f')).toEqual({ shape: [2, 3], values: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    }
  });

  test.each([
    ['nothing', Buffer.alloc(0), /begins with nothing/],
    ['a wrong magic number', idx([2], [1, 2], 9), /not an IDX file of bytes \(it begins with 00000901\)/],
    ['too few values', idx([2, 3], [1, 2, 3]), /has 3 bytes of values; its header says 2 x 3 = 6/],
    ['too many values', idx([1], [1, 2]), /has 2 bytes of values/],
    ['half a header', idx([2, 3], []).subarray(0, 9), /cut off in its header/],
    ['half an archive', gzipSync(idx([2], [1, 2])).subarray(0, 20), /cannot be unpacked/],
  ])('%s is refused', (_, content, message) => {
    expect(() => parseIdx(content, 'file')).toThrow(message);
  });
});

/** As numpy 2.4.6 printed them. */
const NUMPY_113 = [
  [9, 3, 6, 1, 0, 7, 4, 8, 2, 5],
  [6, 9, 5, 0, 1, 4, 8, 3, 7, 2],
];

test('numpy shuffles: RandomState(113).shuffle(arange(10)), then the same generator again', () => {
  const random = new NumpyRandomState(113);
  expect([...random.shuffledIndices(10)]).toEqual(NUMPY_113[0]);
  expect([...random.shuffledIndices(10)]).toEqual(NUMPY_113[1]);
});

describe('pickle', () => {
  // pickle.dumps([[1, 300], [70000]], 2)
  const lists = '80025d7100285d7101284b014d2c01655d71024a7011010061652e';

  const read = (hex: string) => readPickle(Buffer.from(hex, 'hex'), 'f');

  test('lists of integers are read', () => {
    expect(read(lists)).toEqual([Int32Array.of(1, 300), Int32Array.of(70_000)]);
  });

  test.each([
    [
      '[[1, "a"], [2]]',
      2,
      '80025d7100285d7101284b015801000000617102655d71034b0261652e',
      [[1, 'a'], Int32Array.of(2)],
    ],
    [
      '[[1, "a"], [2]]',
      4,
      '80049514000000000000005d94285d94284b018c016194655d944b0261652e',
      [[1, 'a'], Int32Array.of(2)],
    ],
    [
      '[[], [7, 8, 9]]',
      4,
      '80049511000000000000005d94285d945d94284b074b084b0965652e',
      [[], Int32Array.of(7, 8, 9)],
    ],
  ])('%s of protocol %i: a list of other things, or of none, is an array', (_, __, hex, expected) => {
    expect(read(hex)).toEqual(expected);
  });

  test('a list of integers is remembered as what it is', () => {
    // same = [3, 300, -1]; pickle.dumps([same, same], 2)
    const twice = '80025d7100285d7101284b034d2c014affffffff656801652e';
    expect(read(twice)).toEqual([Int32Array.of(3, 300, -1), Int32Array.of(3, 300, -1)]);
  });

  test('a long list comes in parts, and its last integer alone', () => {
    // As Python writes 1001 integers of protocol 2.
    const thousand = Buffer.concat([...Array(1000).keys()].map((i) => Buffer.of(0x4b, i % 256)));
    const bytes = ['80025d7100', '28', thousand.toString('hex'), '65', '4b0761', '2e'].join('');
    const values = read(bytes) as Int32Array;
    expect([...values]).toEqual([...[...Array(1000).keys()].map((i) => i % 256), 7]);
  });

  test('integers in parts and then something else are a list like any other', () => {
    // [1, 2] + ['a'], by hand: APPENDS of two integers, then of a text.
    expect(read('80025d7100284b014b026528580100000061652e')).toEqual([1, 2, 'a']);
  });

  test('code is refused, not run', () => {
    const system = Buffer.from("cos\nsystem\n(S'true'\ntR.", 'latin1');
    expect(() => readPickle(system, 'f')).toThrow(/names os system/);
  });

  test('every cut is refused', () => {
    const bytes = Buffer.from(lists, 'hex');
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readPickle(bytes.subarray(0, length), 'f')).toThrow(/cut off/);
    }
  });
});

test('a review is marked, shifted, cut in front and padded in front', () => {
  const encode = (ranks: number[], length: number) => {
    const out = new Int32Array(length);
    encodeReview(ranks, 10, out);
    return [...out];
  };
  expect(encode([1, 2], 5)).toEqual([0, 0, 1, 4, 5]);
  expect(encode([1, 6, 7, 2], 3)).toEqual([9, 2, 5]);
});

test('the built-in sets are the same each time and know all their classes', () => {
  const [digits, again] = [drawnDigits('x'), drawnDigits('x')];
  expect(
    Buffer.from(digits.test.columns[0]!.values as Uint8Array).equals(
      again.test.columns[0]!.values as Uint8Array,
    ),
  ).toBe(true);
  expect(new Set(digits.test.columns[1]!.values).size).toBe(10);
  const reviews = sentimentCorpus({ numWords: 20_000, maxLen: 80 }, 'x').test;
  const positive = Array.from(reviews.columns[1]!.values).reduce((sum, label) => sum + label, 0);
  expect(positive / reviews.length).toBeCloseTo(0.5, 1);
});
