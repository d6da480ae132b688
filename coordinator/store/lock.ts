import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { LockstepError } from '../../base/errors.ts';

/** Holds a run directory for one coordinator of this machine at a time; a dead holder's lock is taken over. */
export class RunLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** @throws LockstepError STORAGE that names the process which leads the run */
  static acquire(path: string): RunLock {
    const mine = `${process.pid} ${startOf(process.pid)}`;
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        writeFileSync(path, mine, { flag: 'wx' });
        return new RunLock(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const holder = readFileSync(path, 'utf8');
        if (lives(holder)) {
          throw new LockstepError('STORAGE', `process ${holder.split(' ')[0]} leads this run already`, {
            mend: 'Stop it first',
          });
        }
        rmSync(path, { force: true });
      }
    }
    throw new LockstepError('STORAGE', `${path} is taken by another coordinator again and again`);
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}

/** A process is told from another with its number by when it started (clock ticks since boot, on Linux). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function lives(holder: string): boolean {
  const [pid, start] = holder.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return start === startOf(Number(pid));
}
