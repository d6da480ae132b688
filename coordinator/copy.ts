/** Copies of a run: to its mirror in object storage, and from there. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { LockstepError } from '../base/errors.ts';
import { s3Storage } from '../datasets/sources/s3-storage.ts';
import { bringAll, readMirror } from './mirror/restore.ts';
import { claimedMirror, MIRROR_MS, noRunAt } from './mirroring.ts';
import { readSavedConfig } from './saved.ts';
import { Journal } from './store/journal.ts';
import { lockRun } from './store/run-directory.ts';

/** Attempts to bring a state that newer ones replace meanwhile. */
const MOST_ATTEMPTS = 5;

/**
 * Brings what a mirror holds into a new folder. The run may go on meanwhile: its mirror stays with it.
 * @throws LockstepError BAD_INPUT where there is no run, STORAGE where the folder exists, BAD_DATA, UNREACHABLE
 */
export async function copyFromMirror(address: string, folder: string, signal: AbortSignal): Promise<void> {
  if (existsSync(folder)) {
    throw new LockstepError('STORAGE', `${folder} exists already`, { hint: 'Name a new folder' });
  }
  const storage = await s3Storage(address);
  const aside = `${folder}.${randomUUID()}.part`;
  try {
    for (let attempt = 1; ; attempt++) {
      const found = await readMirror(storage, signal);
      if (!found) throw noRunAt(address);
      try {
        await bringAll(storage, found.manifest, aside, signal);
        return await rename(aside, folder);
      } catch (error) {
        const isReplaced = (await readMirror(storage, signal))?.version !== found.version;
        if (!isReplaced || attempt === MOST_ATTEMPTS) throw error;
        await rm(aside, { recursive: true, force: true });
      }
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
    storage.close();
  }
}

/**
 * Brings a mirror up to date with a run that nobody leads.
 * @throws LockstepError STORAGE where somebody does, or where something is missing at the end
 */
export async function copyToMirror(runDir: string, address: string): Promise<void> {
  const { runId } = await readSavedConfig(runDir);
  const lock = lockRun(runDir);
  try {
    const journal = Journal.open(runDir);
    journal.close();
    let replacedBy: LockstepError | undefined;
    const replaced = (error: LockstepError) => {
      replacedBy = error;
    };
    const listener = { stored: () => {}, failed: () => {}, replaced };
    const eventsWritten = async () => {};
    const mirror = await claimedMirror(address, {
      ...{ runDir, runId, term: journal.term, listener, eventsWritten },
    });
    await mirror.finish(MIRROR_MS);
    if (replacedBy) throw replacedBy;
  } finally {
    lock.release();
  }
}
