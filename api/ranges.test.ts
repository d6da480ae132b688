import { expect, test } from 'vitest';
import { rangeOf } from './ranges.ts';

test.each([
  [new Uint8Array([7, 3, 9]), { min: 3, max: 9, whole: true }],
  [new Uint8Array([0, 255, 4]), { min: 0, max: 255, whole: true }],
  [new Uint8Array([255, 0]), { min: 0, max: 255, whole: true }],
  [new Uint8Array(), { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, whole: true }],
  [new Int32Array([5, -2]), { min: -2, max: 5, whole: true }],
  [new Float32Array([0.5, 2]), { min: 0.5, max: 2, whole: false }],
  [new Float32Array([1, Number.NaN, 2]), { min: Number.NaN, max: Number.NaN, whole: false }],
])('the range of %o', (values, range) => expect(rangeOf(values)).toEqual(range));
