import { expect, test } from 'vitest';
import { encodeRecord } from './event-records.ts';

test('a record frames its data with its length', () => {
  const record = encodeRecord(Buffer.from('abc'));
  expect(record.byteLength).toBe(16 + 3);
  expect(record.readBigUInt64LE(0)).toBe(3n);
  expect(record.toString('utf8', 12, 15)).toBe('abc');
});
