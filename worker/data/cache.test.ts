import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Split } from '../../api/data.ts';
import { describeSplit } from '../../datasets/records.ts';
import { SplitCache } from './cache.ts';

const SPLIT: Split = {
  length: 3,
  columns: [
    { name: 'image', type: 'float32', shape: [2], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { name: 'label', type: 'uint8', shape: [], values: Uint8Array.of(7, 8, 9) },
  ],
};

test('a split comes back as it was kept; one that is cut off or changed does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const cache = new SplitCache(folder);
  const info = describeSplit(SPLIT);
  expect(await cache.get(info)).toBeUndefined();
  await cache.put(info, SPLIT);
  expect(await cache.get(info)).toEqual(SPLIT);
  const path = join(folder, readdirSync(folder)[0]!);
  truncateSync(path, 26);
  expect(await cache.get(info)).toBeUndefined();
  writeFileSync(path, Buffer.alloc(27));
  expect(await cache.get(info)).toBeUndefined();
});
