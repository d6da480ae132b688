import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockstepError } from './errors.ts';

const POLL_MS = 200;
const DEADLINE_MS = 30 * 60_000;
/** Others cannot come in between so often. */
const MOST_LOOKS = 100;
const HOLDER = 'holder';
/** What the newest turn says once its holder has given it back. */
const FREE = 'free';

/** What came of an attempt: the lock, or the process that has it. */
export type Attempt = { readonly lock: FileLock } | { readonly heldBy: number };

/**
 * A folder that one process of this machine at a time holds; what a process that died held is free.
 *
 * In it lies a numbered folder for each turn, and whoever is named in the newest one holds the lock while it lives.
 * A turn is taken by giving the next number to a folder that names us already: the file system lets one process do
 * that. What others may hold is never removed or changed: of two that find a dead holder one gets the next turn, and
 * whoever comes late with a turn that was over long ago sees the newer one and withdraws.
 */
export class FileLock {
  readonly #folder: string;
  readonly #turn: number;
  #released = false;

  private constructor(folder: string, turn: number) {
    this.#folder = folder;
    this.#turn = turn;
  }

  /** Never waits. @throws LockstepError STORAGE where the folder is no such lock, or the file system's error */
  static take(folder: string): Attempt {
    mkdirSync(folder, { recursive: true });
    for (let look = 0; look < MOST_LOOKS; look++) {
      const newest = Math.max(0, ...turnsIn(folder));
      const holder = newest === 0 ? FREE : holderOf(folder, newest);
      // Another has followed since we looked.
      if (holder === undefined) continue;
      if (lives(holder)) return { heldBy: Number(holder.split(' ')[0]) };
      const mine = newest + 1;
      if (!make(folder, mine)) continue;
      const turns = turnsIn(folder);
      const others = Math.max(...turns) > mine ? [mine] : turns.filter((turn) => turn < mine);
      for (const turn of others) rmSync(join(folder, String(turn)), { recursive: true, force: true });
      if (!others.includes(mine)) return { lock: new FileLock(folder, mine) };
    }
    throw new LockstepError('STORAGE', `${folder} does not tell who holds it`, {
      hint: 'Remove it if no other process works there',
    });
  }

  /** The newest turn stays, since a number must not be given twice. A second call does nothing. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    const turn = join(this.#folder, String(this.#turn));
    const aside = join(turn, `${HOLDER}.part`);
    writeFileSync(aside, FREE);
    renameSync(aside, join(turn, HOLDER));
  }
}

/**
 * Does `work` while no other process of this machine does.
 * @throws LockstepError TIMEOUT when another holds the lock for half an hour, or the signal's reason
 */
export async function withLock<T>(
  folder: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const giveUpAt = performance.now() + DEADLINE_MS;
  let attempt = FileLock.take(folder);
  while (!('lock' in attempt)) {
    if (performance.now() > giveUpAt) {
      throw new LockstepError('TIMEOUT', `process ${attempt.heldBy} holds ${folder} for half an hour`, {
        hint: 'Wait for that process, or end it',
      });
    }
    await sleep(POLL_MS, undefined, { signal });
    attempt = FileLock.take(folder);
  }
  try {
    return await work();
  } finally {
    attempt.lock.release();
  }
}

function turnsIn(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => (/^[1-9]\d*$/.test(name) ? [Number(name)] : []));
}

function holderOf(folder: string, turn: number): string | undefined {
  try {
    return readFileSync(join(folder, String(turn), HOLDER), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Takes a turn that names us from the first moment on; false where another was first. */
function make(folder: string, turn: number): boolean {
  const aside = join(folder, `${randomUUID()}.part`);
  mkdirSync(aside);
  try {
    writeFileSync(join(aside, HOLDER), `${process.pid} ${startOf(process.pid)}`);
    renameSync(aside, join(folder, String(turn)));
    return true;
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
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
  if (holder === FREE || !Number.isInteger(Number(pid)) || Number(pid) <= 0) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return start === startOf(Number(pid));
}
