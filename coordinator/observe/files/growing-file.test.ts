import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { GrowingFile } from './growing-file.ts';

test('a file says when it has no more room, and can be ended nevertheless', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-growing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'file');
  const file = new GrowingFile(path, 100);
  let taken = 0;
  for (; file.hasRoom; taken++) file.write('é'.repeat(10));
  file.write('end');
  await file.close();
  expect(taken).toBe(6);
  expect(readFileSync(path, 'utf8')).toBe(`${'é'.repeat(60)}end`);
});
