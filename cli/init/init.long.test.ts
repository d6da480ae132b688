import { expect, test } from 'vitest';
import { readJson, start, temporaryFolder } from '../../test/support/lockstep.ts';
import { TEMPLATES } from './templates.ts';

/** Validation accuracy that each must exceed: well below what it comes to, which rounding, each machine's own, moves a little. */
const LEARNED = { csv: 0.8, images: 0.6, text: 0.55, keras: 0.8 };

test.each(TEMPLATES)('%s trains as it is written, and learns', async (template) => {
  const folder = temporaryFolder();
  const inside = { cwd: folder };
  const done = async (...args: string[]) => {
    const { code, stdout, stderr } = await start(args, inside).finished;
    expect(code, stdout + stderr).toBe(0);
  };
  await done('init', '--template', template);
  await done('train', 'my-job.ts', '--workers', '2', '--run-dir', 'run');
  expect(readJson(folder, 'run/summary.json').valAccuracy).toBeGreaterThan(LEARNED[template]);
});
