import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeFolder, makeFolderSync } from './folders.ts';

const errorOf = (code: string) => Object.assign(new Error(code), { code });

// As Node does where a disk may only be read.
beforeEach(() => {
  const refuse = (_: fs.PathLike, options?: unknown) => {
    throw errorOf((options as fs.MakeDirectoryOptions | undefined)?.recursive ? 'ENOENT' : 'EROFS');
  };
  vi.spyOn(fs, 'mkdirSync').mockImplementation(refuse as never);
  vi.spyOn(fs.promises, 'mkdir').mockImplementation(async (...given) => refuse(...given));
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

test('what is wrong with the first folder that is missing is said', async () => {
  const path = join(tmpdir(), 'lockstep-no-such-folder', 'one', 'two');
  await expect(makeFolder(path)).rejects.toMatchObject({ code: 'EROFS' });
  expect(() => makeFolderSync(path)).toThrow(expect.objectContaining({ code: 'EROFS' }));
  expect(vi.mocked(fs.mkdirSync).mock.lastCall).toEqual([join(tmpdir(), 'lockstep-no-such-folder')]);
});
