import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJson, temporaryFolder } from '../../test/support/lockstep.ts';
import { initProject } from './init.ts';
import { TEMPLATES } from './templates.ts';

test.each(TEMPLATES)('%s writes a job, its data and a project', (template) => {
  const folder = join(temporaryFolder(), 'new');
  initProject(folder, template);
  const job = readFileSync(join(folder, 'my-job.ts'), 'utf8');
  const [, data] = /'(data\/[^']+)'/.exec(job)!;
  expect(existsSync(join(folder, data!))).toBe(true);
  expect(existsSync(join(folder, 'model.keras'))).toBe(template === 'keras');
  expect(readJson(folder, 'package.json').dependencies).toHaveProperty('lockstep');
  expect(readJson(folder, 'tsconfig.json').compilerOptions.strict).toBe(true);
});

test('what a project has stays as it is', () => {
  const folder = temporaryFolder();
  for (const name of ['package.json', 'tsconfig.json']) writeFileSync(join(folder, name), '{"mine":true}');
  initProject(folder, 'csv');
  expect(readJson(folder, 'package.json')).toEqual({ mine: true });
  expect(readJson(folder, 'tsconfig.json')).toEqual({ mine: true });
});

test('a job that is there is not overwritten, and nothing is written beside it', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'my-job.ts'), 'mine');
  expect(() => initProject(folder, 'images')).toThrow(/my-job\.ts is there already/);
  expect(readFileSync(join(folder, 'my-job.ts'), 'utf8')).toBe('mine');
  expect(readdirSync(folder)).toEqual(['my-job.ts']);
});
