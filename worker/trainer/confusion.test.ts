import { expect, test } from 'vitest';
import type { Encoding } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { classAt, classesOf } from './confusion.ts';

const job = (loss: unknown, encoding: Encoding, shape: number[], metrics: string[] = []) =>
  ({ loss, metrics, data: { targets: [{ name: 'y', column: 'y', shape, encoding }] } }) as unknown as Job;
const NUMBER: Encoding = { kind: 'scale', scale: 1 };

test.each<[what: string, job: Job, classes: number | undefined]>([
  ['one-hot targets', job('categoricalCrossentropy', { kind: 'oneHot', depth: 10 }, [10]), 10],
  ['a binary cross-entropy', job('binaryCrossentropy', NUMBER, [1]), 2],
  ['an accuracy beside another loss', job(() => 0, NUMBER, [1], ['accuracy']), 2],
  ['a regression', job('meanSquaredError', NUMBER, [1], ['mae']), undefined],
  ['a regression of several numbers', job('meanSquaredError', NUMBER, [3]), undefined],
])('%s: %s classes', (_, of, classes) => expect(classesOf(of)).toBe(classes));

test('the class of a row is its greatest number, or whether its one number is above a half', () => {
  const rows = Float32Array.of(0.9, 0.1, 0.2, 0.8);
  expect([classAt(rows, 0, 2), classAt(rows, 1, 2)]).toEqual([0, 1]);
  expect([0, 1, 2, 3].map((row) => classAt(rows, row, 4))).toEqual([1, 0, 0, 1]);
});
