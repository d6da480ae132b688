import { expect, test } from 'vitest';
import { readJson, start, temporaryFolder } from '../../test/support/lockstep.ts';
import { TEMPLATES } from './templates.ts';

test.each(TEMPLATES)('%s trains as it is written, and learns', async (template) => {
  const folder = temporaryFolder();
  const inside = { cwd: folder };
  const done = async (...args: string[]) => {
    const { code, stdout, stderr } = await start(args, inside).finished;
    expect(code, stdout + stderr).toBe(0);
  };
  await done('init', '--template', template);
  await done('train', 'my-job.ts', '--workers', '2', '--run-dir', 'run');
  expect(readJson(folder, 'run/summary.json').valAccuracy).toBeGreaterThan(0.6);
});
