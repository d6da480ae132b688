import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { nameError } from '../base/errors.ts';
import { makeFolder } from '../base/folders.ts';
import { temporaryFolder } from '../test/support/lockstep.ts';
import { withCache } from './errors.ts';

afterEach(() => void vi.unstubAllEnvs());

test('a cache that cannot be written is named, and how to have it elsewhere; other folders are not', async () => {
  const file = join(temporaryFolder(), 'cache');
  writeFileSync(file, '');
  const error = nameError(await makeFolder(join(file, 'datasets')).catch((raw) => raw));
  vi.stubEnv('LOCKSTEP_CACHE', file);
  expect(withCache(error).describe()).toBe(
    `the cache folder ${file} cannot be used: ENOTDIR: not a directory, mkdir '${join(file, 'datasets')}'. ` +
      'Name a folder that you may write, on a disk with free space, in LOCKSTEP_CACHE',
  );
  vi.stubEnv('LOCKSTEP_CACHE', `${file}s`);
  expect(withCache(error)).toBe(error);
});
