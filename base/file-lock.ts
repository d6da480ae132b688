import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockstepError } from './errors.ts';
import { makeFolderSync } from './folders.ts';

const POLL_MS = 200;
const DEADLINE_MS = 30 * 60_000;
/** Attempts before the lock counts as broken: other processes do not interfere that often. */
const MOST_LOOKS = 100;
const HOLDER = 'holder';
/** Content of the newest turn's file once its holder has released the lock. */
const FREE = 'free';

/** Result of an attempt: the lock, or the pid of the process that holds it. */
export type Attempt = { readonly lock: FileLock } | { readonly heldBy: number };

/**
 * A lock on a folder, for one process of this machine at a time. The lock of a process that died is free.
 *
 * The folder holds a numbered folder for each turn. The process named in the newest one holds the lock while it lives.
 * A process takes the next turn by renaming a folder that names it to the next number, which the file system lets only
 * one process do. Nobody removes or changes what another process may hold: of two processes that find a dead holder, one
 * gets the next turn, and a process that renames to an old number sees the newer turn and withdraws.
 */
export class FileLock {
  readonly #folder: string;
  readonly #turn: number;
  #released = false;

  private constructor(folder: string, turn: number) {
    this.#folder = folder;
    this.#turn = turn;
  }

  /** Tries once, without waiting. @throws LockstepError STORAGE where the folder is no such lock, or the file system's error */
  static take(folder: string): Attempt {
    makeFolderSync(folder);
    for (let look = 0; look < MOST_LOOKS; look++) {
      const newest = Math.max(0, ...turnsIn(folder));
      const holder = newest === 0 ? FREE : holderOf(folder, newest);
      // Another process has taken the next turn since the listing.
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

  /** Frees the lock. The newest turn's folder stays, so that no number is used twice. A second call does nothing. */
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
 * Runs `work` while this process holds the lock of `folder`.
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

/** Takes a turn with a folder that names this process from the start; false where another process was first. */
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

/** When a process started (clock ticks since boot, on Linux): tells it from a later one with the same pid. */
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
