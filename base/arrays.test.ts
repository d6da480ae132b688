import { expect, test } from 'vitest';
import { bytesOf, sizeOf } from './arrays.ts';

test('a shape has the product of its sides as elements, and a scalar has one', () => {
  expect([sizeOf([2, 3, 4]), sizeOf([5, 0]), sizeOf([])]).toEqual([24, 0, 1]);
});

test('bytes are the memory of an array, from its own offset on', () => {
  const numbers = Float32Array.of(1, 2, 3);
  const bytes = bytesOf(numbers.subarray(1, 2));
  expect(bytes.byteLength).toBe(4);
  bytes.fill(0);
  expect([...numbers]).toEqual([1, 0, 3]);
});
