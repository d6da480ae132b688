import { expect, test } from 'vitest';
import type { Encoding } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { classesOf } from './chances.ts';

const job = (loss: unknown, encoding: Encoding, shape: number[], metrics: string[] = []) =>
  ({ loss, metrics, data: { targets: [{ name: 'y', column: 'y', shape, encoding }] } }) as unknown as Job;
const NUMBER: Encoding = { kind: 'scale', scale: 1 };

test.each<[what: string, job: Job, width: number, classes: number | undefined]>([
  ['one-hot targets', job('categoricalCrossentropy', { kind: 'oneHot', depth: 10 }, [10]), 10, 10],
  ['ids of classes', job('sparseCategoricalCrossentropy', { kind: 'ids' }, []), 90, 90],
  ['a binary cross-entropy', job('binaryCrossentropy', NUMBER, [1]), 1, 2],
  ['an accuracy beside another loss', job(() => 0, NUMBER, [1], ['accuracy']), 1, 2],
  ['a regression', job('meanSquaredError', NUMBER, [1], ['mae']), 1, undefined],
  ['a regression of several numbers', job('meanSquaredError', NUMBER, [3]), 3, undefined],
  ['a picture made anew', job('meanSquaredError', NUMBER, [784], ['accuracy']), 784, undefined],
])('%s', (_, of, width, classes) => expect(classesOf(of, width)).toBe(classes));
