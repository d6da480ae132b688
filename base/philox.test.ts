import { expect, test } from 'vitest';
import { drawRows, type Key, philox } from './philox.ts';

type Counter = [number, number, number, number];

/** Known answers of the Random123 library (kat_vectors, philox4x32 of 10 rounds). */
const KNOWN: [Counter, Key, number[]][] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
];

test.each(KNOWN)('the numbers are those of Random123: counter %j, key %j', (counter, key, expected) => {
  const out = new Uint32Array(4);
  philox(key, counter, out);
  expect([...out]).toEqual(expected);
});

test.each(['uniform', 'normal'] as const)('rows of a %s table do not depend on how it is cut', (kind) => {
  const whole = drawRows(kind, [7, 3], 2, 0, 10, 6);
  const parts = [drawRows(kind, [7, 3], 2, 0, 3, 6), drawRows(kind, [7, 3], 2, 3, 7, 6)];
  expect([...parts[0]!, ...parts[1]!]).toEqual([...whole]);
  for (const other of [drawRows(kind, [8, 3], 2, 0, 10, 6), drawRows(kind, [7, 4], 2, 0, 10, 6)]) {
    expect(other).not.toEqual(whole);
  }
  expect(drawRows(kind, [7, 3], 3, 0, 10, 6)).not.toEqual(whole);
});

test('moments are those of the distributions', () => {
  const moments = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
  };
  const [mean, variance] = moments(drawRows('uniform', [1, 2], 0, 0, 400, 100));
  expect(mean).toBeCloseTo(0.5, 2);
  expect(variance).toBeCloseTo(1 / 12, 2);
  const [normalMean, normalVariance] = moments(drawRows('normal', [1, 2], 0, 0, 400, 100));
  expect(Math.abs(normalMean!)).toBeLessThan(0.02);
  expect(normalVariance).toBeGreaterThan(0.97);
  expect(normalVariance).toBeLessThan(1.03);
});
