import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockstepError } from '../../base/errors.ts';

const POLL_MS = 200;
const DEADLINE_MS = 30 * 60_000;

/**
 * Does `work` while no other process of this machine does, by a file with the holder's process id; the
 * lock of a process that is gone is taken over.
 * @throws LockstepError TIMEOUT when another holds it for half an hour
 */
export async function withLock<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const giveUpAt = Date.now() + DEADLINE_MS;
  while (!take(path)) {
    if (Date.now() > giveUpAt) {
      throw new LockstepError('TIMEOUT', `another process holds ${path}`, {
        mend: 'Remove that file if none does',
      });
    }
    await sleep(POLL_MS, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (isAlive(holder(path))) return false;
  rmSync(path, { force: true });
  return false;
}

function holder(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

function isAlive(pid: number): boolean {
  // Just created and not yet filled in, or just removed: look again.
  if (!Number.isInteger(pid) || pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
