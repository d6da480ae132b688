import { expect, test } from 'vitest';
import type { Split } from '../api/data.ts';
import { decodeRecords } from './decode.ts';
import { encodeRecords, memoryRecords } from './records.ts';

const LENGTH = 23;
const SPLIT: Split = {
  length: LENGTH,
  columns: [
    {
      name: 'picture',
      type: 'uint8',
      shape: [5, 4],
      values: Uint8Array.from({ length: 20 * LENGTH }, (_, i) => i),
    },
    { name: 'label', type: 'uint8', shape: [], values: Uint8Array.from({ length: LENGTH }, (_, i) => i % 7) },
    {
      name: 'number',
      type: 'float32',
      shape: [2],
      values: Float32Array.from({ length: 2 * LENGTH }, (_, i) => i / 3),
    },
  ],
};
const { info } = memoryRecords(SPLIT);
const BYTES = Buffer.concat([...encodeRecords(SPLIT)]);

const cut = (bytes: Uint8Array, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

test('records come back as they were, however their bytes are cut', async () => {
  for (let size = 1; size <= 3 * 29 + 1; size++)
    expect(await decodeRecords(cut(BYTES, size), info, LENGTH)).toEqual(SPLIT);
  const empty = new Uint8Array();
  expect(
    await decodeRecords([empty, BYTES.subarray(0, 3), empty, BYTES.subarray(3), empty], info, LENGTH),
  ).toEqual(SPLIT);
});

test('records by their numbers are those records', async () => {
  const numbers = [22, 0, 7, 7];
  const some = await decodeRecords(encodeRecords(SPLIT, numbers), info, numbers.length);
  expect([...some.columns[1]!.values]).toEqual([1, 0, 0, 0]);
  expect([...some.columns[0]!.values.slice(0, 20)]).toEqual([...SPLIT.columns[0]!.values.slice(440)]);
});

test('records that are cut off, too few or too many are refused', async () => {
  for (const size of [10, 29, 1000]) {
    const refused = (bytes: Uint8Array, length = LENGTH) =>
      expect(decodeRecords(cut(bytes, size), info, length)).rejects;
    await refused(BYTES.subarray(0, -1)).toThrow('the last record is cut off');
    await refused(BYTES.subarray(0, -29)).toThrow('22 of 23 records came');
    await refused(BYTES, 22).toThrow('more than 22 records came');
    await refused(new Uint8Array()).toThrow('0 of 23 records came');
  }
});
