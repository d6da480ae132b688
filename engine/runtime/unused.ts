/** What nobody has used for long in the folder of the TensorFlow runtime. Versions of Lockstep share it. */
import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A version that no process has begun with for so long is not in use. */
const UNUSED_MS = 30 * DAY_MS;
/** An addon with the hash of its sources, or what a compiler that was killed has left of one. */
const ADDON = /^[a-z]+-[\da-f]{16}\.node(\..*)?$/;

/** Notes that files are in use: the time of each is when it was last used, to a day. Where it may not be set, it stays. */
export function markUsed(paths: readonly string[], now = Date.now()): void {
  for (const path of paths) {
    try {
      if (statSync(path).mtimeMs < now - DAY_MS) utimesSync(path, now / 1000, now / 1000);
    } catch {
      // Another user's cache, or one that may only be read: whoever may write it tidies it, by the age of its files.
    }
  }
}

/**
 * Removes addons of other versions, and what was left half made in and beside the folder, where it is older than thirty
 * days and no process has it in its memory. For the holder of the folder's lock.
 * @param current addons that stay
 * @returns what was removed
 */
export async function removeUnused(
  folder: string,
  current: readonly string[],
  now = Date.now(),
): Promise<readonly string[]> {
  const parent = dirname(folder);
  const begun = readdirSync(parent).filter(
    (name) => name.startsWith(`${basename(folder)}.`) && name.endsWith('.part'),
  );
  const addons = readdirSync(folder).filter((name) => ADDON.test(name));
  const all = [...addons.map((name) => join(folder, name)), ...begun.map((name) => join(parent, name))];
  const lastUse = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
  const old = all.filter((path) => !current.includes(path) && lastUse(path) < now - UNUSED_MS);
  if (old.length === 0) return [];
  const mapped = mappedFiles();
  const unused = old.filter((path) => !mapped.has(path));
  for (const path of unused) await rm(path, { recursive: true, force: true });
  return unused;
}

/** Files that processes of this machine have in their memory, as far as they may be looked at; Linux alone tells. */
function mappedFiles(): ReadonlySet<string> {
  const files = new Set<string>();
  for (const pid of namesIn('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
        const path = /\s(\/.*)$/.exec(line)?.[1];
        if (path !== undefined) files.add(path);
      }
    } catch {
      // It has ended, or it is another user's.
    }
  }
  return files;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
