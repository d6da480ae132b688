import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LockstepError, nameError } from '../../base/errors.ts';
import { FileLock } from '../../base/file-lock.ts';
import { makeFolder } from '../../base/folders.ts';
import type { ObjectStorage } from '../../datasets/sources/object-storage.ts';
import { holdsJournal } from '../store/journal-files.ts';
import { MANIFEST, type Manifest, manifestText, type Stored } from './manifest.ts';
import { manifestIn } from './mirror.ts';
import { writePlace } from './mirror-file.ts';

/** Attempts to become the holder, where others write the manifest at the same time. */
const MOST_ATTEMPTS = 5;

/** What a mirror holds; undefined where there is no state of a run. @throws LockstepError */
export async function readMirror(
  storage: ObjectStorage,
  signal: AbortSignal,
): Promise<{ manifest: Manifest; version: string } | undefined> {
  const found = await storage.read(MANIFEST, signal);
  if (!found) return undefined;
  const manifest = manifestIn(found.text, storage.address);
  return Object.keys(manifest.files).length > 0 ? { manifest, version: found.version } : undefined;
}

/**
 * Brings a run from its mirror into a new folder, which then holds the mirror: a coordinator that still writes it from
 * another folder finds itself replaced before anything is read here. The folder appears once all of it is whole. One that
 * holds the run already stays as it is.
 * @param folderOf the folder for a run of that name
 * @returns the folder; undefined where there is no state of a run @throws LockstepError STORAGE | BAD_DATA | UNREACHABLE
 */
export async function restore(
  storage: ObjectStorage,
  folderOf: (runId: string) => string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const first = await readMirror(storage, signal);
  if (!first) return undefined;
  const folder = folderOf(first.manifest.runId);
  if (holdsJournal(folder)) return folder;
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new LockstepError('STORAGE', `${folder} holds something else`, {
      hint: 'Name another folder with --run-dir',
    });
  }
  const aside = `${folder}.restoring`;
  const attempt = FileLock.take(join(aside, 'lock'));
  if ('heldBy' in attempt) {
    throw new LockstepError('STORAGE', `process ${attempt.heldBy} restores ${folder} already`, {
      hint: 'Wait for it, or end it',
    });
  }
  const copy = join(aside, 'run');
  try {
    await rm(copy, { recursive: true, force: true });
    await makeFolder(copy);
    const holder = randomUUID();
    writePlace(copy, { address: storage.address, holder });
    const manifest = await takeOver(storage, holder, signal);
    await bringAll(storage, manifest, copy, signal);
    await makeFolder(dirname(folder));
    await rename(copy, folder);
    return folder;
  } catch (raw) {
    throw nameError(raw);
  } finally {
    attempt.lock.release();
    await rm(aside, { recursive: true, force: true });
  }
}

/** The manifest, once it says that `holder` holds the mirror. */
async function takeOver(storage: ObjectStorage, holder: string, signal: AbortSignal): Promise<Manifest> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const found = await readMirror(storage, signal);
    if (!found) break;
    // An answer that was lost.
    if (found.manifest.holder === holder) return found.manifest;
    const manifest = { ...found.manifest, holder };
    if (await storage.replace(MANIFEST, manifestText(manifest), found.version, signal)) return manifest;
  }
  throw new LockstepError('UNREACHABLE', `${storage.address}/${MANIFEST} changes all the time`, {
    hint: 'End the other runs that are mirrored there, then try again',
  });
}

/** @throws LockstepError BAD_DATA where an object is not what the manifest says */
export async function bringAll(
  storage: ObjectStorage,
  { files }: Manifest,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  for (const [path, stored] of Object.entries(files))
    await bring(storage, stored, join(folder, path), signal);
}

/** @throws LockstepError BAD_DATA where the object is not what the manifest says */
async function bring(
  storage: ObjectStorage,
  { key, bytes, sha256 }: Stored,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await makeFolder(dirname(target));
  const hash = createHash('sha256');
  const file = await open(target, 'wx');
  let length = 0;
  try {
    for await (const piece of storage.open(key, 0, bytes, signal)) {
      hash.update(piece);
      length += piece.byteLength;
      if (length > bytes) break;
      await file.writeFile(piece);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (length === bytes && hash.digest('hex') === sha256) return;
  throw new LockstepError('BAD_DATA', `${storage.address}/${key} is not what ${MANIFEST} says`, {
    hint: 'Its content has changed in the storage: bring it back from a copy or a version of the bucket',
  });
}
