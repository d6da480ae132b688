import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { LockstepError, nameError } from './errors.ts';

test('a child process that is aborted fails with the reason of the abort', async () => {
  const reason = new LockstepError('ABORTED', 'stopped by SIGINT');
  const work = promisify(execFile)(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    signal: AbortSignal.abort(reason),
  });
  expect(nameError(await work.catch((error) => error))).toBe(reason);
});

test('what has no code is INTERNAL, and STORAGE where the file system says so', () => {
  expect(nameError(new Error('odd'))).toMatchObject({ code: 'INTERNAL', message: 'odd' });
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' });
  expect(nameError(full)).toMatchObject({ code: 'STORAGE' });
});
