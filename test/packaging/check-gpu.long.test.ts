import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { GpuReport } from '../../cli/check-gpu/report.ts';
import { temporaryFolder } from '../support/lockstep.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

test('without driver and wheel, check-gpu says so, leaves a report and fails', () => {
  const folder = temporaryFolder();
  const env = { ...process.env, PATH: folder, LOCKSTEP_CACHE: folder };
  const args = [MAIN, 'check-gpu', '--out', join(folder, 'out')];
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8', timeout: 120_000 });
  expect(status, stdout).toBe(1);
  const { missing, jobs } = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8')) as GpuReport;
  expect(jobs).toEqual([]);
  expect(missing[0]).toContain('nvidia-smi is missing');
  expect(missing).toHaveLength(2);
  for (const one of missing) expect(stdout).toContain(one);
  expect(readFileSync(join(folder, 'out/report.txt'), 'utf8')).toContain('2 findings:');
});
