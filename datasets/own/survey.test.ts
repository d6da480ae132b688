import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FileLoader } from '../../api/file-options.ts';
import { surveyOf } from './survey.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-survey-'));
afterAll(() => rmSync(folder, { recursive: true }));

const context = { dataDir: folder, cacheDir: join(folder, 'cache'), allowDownload: false };

function table(lines: readonly string[], options: object = {}): FileLoader {
  writeFileSync(join(folder, 't.csv'), lines.join('\n'));
  return { kind: 'csv', path: 't.csv', options: { target: 'kind', test: 0, ...options } };
}

test('a survey tells what each column holds, and each row that cannot be used', async () => {
  const loader = table(['kind,size,note', 'a,1,x', 'b,,y', 'a,3.5,', 'b,2,z', 'a,NA,w']);
  const { columns, faults } = await surveyOf(loader, context, { findsFaults: true });
  const [kind, size, note] = columns;
  expect(kind).toMatchObject({ use: 'target', cells: 5, missing: 0, words: 5, different: 2 });
  expect(kind!.names).toEqual([
    ['a', 3],
    ['b', 2],
  ]);
  expect(size).toMatchObject({ use: 'input', missing: 2, numbers: 3, firstMissing: 't.csv line 3' });
  expect(size!.range).toEqual({ min: 1, max: 3.5, mean: 6.5 / 3 });
  expect(note).toMatchObject({ missing: 1, words: 4 });
  expect(faults).toEqual({
    isLeftOut: false,
    total: 3,
    first: [
      't.csv line 3: size is empty',
      't.csv line 4: note is empty',
      't.csv line 6: size says NA, nothing',
    ],
  });
});

test('columns are told of a table that teaches nothing, and of one with a row of another length', async () => {
  const mixed = await surveyOf(table(['kind,size', 'a,1', 'b,two', 'a,3']), context, { findsFaults: true });
  expect(mixed.columns[1]).toMatchObject({
    numbers: 2,
    words: 1,
    firstWord: 't.csv line 3: "two"',
  });
  expect(mixed.faults.end).toMatch(/column size holds 2 numbers and, at .*t.csv line 3, "two"/);
  const broken = await surveyOf(table(['kind,size', 'a,1', 'b,2', 'a,3,4']), context, { findsFaults: true });
  expect(broken.columns[1]).toMatchObject({ numbers: 2 });
  expect(broken.faults.first).toEqual(['t.csv line 4 has 3 cells, and the first line names 2 columns']);
});

test('a column that the job does not use may lack what it likes', async () => {
  const loader = table(['kind,size,note', 'a,1,', 'b,2,'], { inputs: ['size'], onBadRow: 'skip' });
  const { columns, faults } = await surveyOf(loader, context, { findsFaults: true });
  expect(columns[2]).toMatchObject({ use: 'not used', missing: 2 });
  expect(faults).toEqual({ isLeftOut: true, total: 0, first: [] });
});
