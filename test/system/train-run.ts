import { join } from 'node:path';
import { expect } from 'vitest';
import { run } from '../support/lockstep.ts';

/** Trains to the end. @returns the run directory, within `folder` */
export async function train(
  folder: string,
  data: string,
  workers: number,
  more: readonly string[] = [],
  job = 'mnist-mlp',
): Promise<string> {
  const runDir = join(folder, `run-${workers}${more.join('')}`);
  const args = ['train', job, '--workers', `${workers}`, '--data-dir', data, '--run-dir', runDir, ...more];
  const { code, stdout, stderr } = await run(args);
  expect(code, stdout + stderr).toBe(0);
  return runDir;
}
