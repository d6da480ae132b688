import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundleJob } from '../api/bundle.ts';
import type { Column } from '../api/data.ts';
import { memoryRecords, type RunData } from '../datasets/records.ts';
import { expectSameData, jobNote } from './saved.ts';

test('a job that is not any more what a run began with is told of', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-saved-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'job.ts');
  writeFileSync(file, 'export default 1;');
  const before = await bundleJob(file);
  const run = { jobSha256: before.sha256, jobSource: before.source };
  const { sha256, source } = await bundleJob(file, { settings: { lr: '1' } });
  expect(await jobNote(file, { jobSha256: sha256, jobSource: source }, 'runs/1')).toBeUndefined();
  expect(await jobNote(file, run, 'runs/1')).toBeUndefined();
  writeFileSync(file, '// A comment.\nexport default 1;');
  expect(await jobNote(file, run, 'runs/1')).toBeUndefined();
  writeFileSync(file, 'export default 2;');
  expect(await jobNote(file, run, 'runs/1')).toMatch(
    /job\.ts is not what the run began with .* runs\/1\/job\.cjs/,
  );
  writeFileSync(file, 'export default');
  expect(await jobNote(file, run, 'runs/1')).toMatch(/does not compile.*goes on with its own copy/s);
  rmSync(file);
  expect(await jobNote(file, run, 'runs/1')).toMatch(/there is no job.*goes on with its own copy/);
});

test('a run does not go on with other data than it began with', () => {
  const data = (...values: number[]): RunData => {
    const column: Column = { name: 'x', type: 'float32', shape: [], values: Float32Array.from(values) };
    const split = memoryRecords({ length: values.length, columns: [column] });
    return {
      name: 'd',
      provenance: 'prices.csv',
      substitute: false,
      train: split,
      test: split,
      close: async () => {},
    };
  };
  const split = { length: 2, sha256: data(1, 2).train.info.sha256 ?? '' };
  const saved = {
    dataset: { provenance: 'prices.csv', substitute: false, classes: [], train: split, test: split },
  };
  expectSameData(saved, data(1, 2));
  expect(() => expectSameData(saved, data(1, 2, 3))).toThrow(
    expect.objectContaining({
      code: 'BAD_DATA',
      message: expect.stringMatching(
        /^the train data is not .* \(2 records of prices\.csv, now 3 of prices\.csv\)$/,
      ),
    }),
  );
  expect(() => expectSameData(saved, data(1, 2.5))).toThrow(/is not what the run began with/);
});
