import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundleJob } from '../api/bundle.ts';
import { jobNote } from './saved.ts';

test('a job that is not any more what a run began with is told of', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-saved-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'job.ts');
  writeFileSync(file, 'export default 1;');
  const run = { jobSha256: (await bundleJob(file)).sha256 };
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
