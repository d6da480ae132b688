import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { LockstepError } from '../../base/errors.ts';
import { stepOfCheckpoint } from '../store/checkpoints.ts';
import { stateOfRun } from '../store/journal.ts';
import { JOURNAL_FOLDER } from '../store/journal-files.ts';
import { LOCK_FOLDER, MIRROR_FILE } from '../store/run-directory.ts';
import type { LocalFile } from './manifest.ts';

const PIECE_BYTES = 1024 ** 2;
/** What belongs to this folder alone, and what is half written. */
const NEVER = new RegExp(`^(${LOCK_FOLDER}/|${MIRROR_FILE.replace('.', '\\.')}$)|\\.part(/|$)`);
/** What grows with every step and no coordinator reads again: it comes with the last state. */
const AT_THE_END = /^(trace\.json$|tensorboard\/|logs\/)/;

/** A file held open until it is sent, so that its content stays as it was when it is replaced or removed meanwhile. */
export interface PinnedFile extends LocalFile {
  pieces(): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

/** The hashes of files, by path, for as long as those are not changed. */
export type Hashes = Map<string, { readonly stamp: string; readonly sha256: string }>;

/**
 * The state of a run as one coordinator could take it up. The checkpoints are opened first and the journal next, so it
 * knows every checkpoint that is here; then all the rest, so that what the journal says has come to an end is here too.
 * @param isStored whether the mirror has this content: such a file is not held open
 * @param last whether the run has ended
 * @throws the file system's error
 */
export async function pinState(
  runDir: string,
  hashes: Hashes,
  isStored: (sha256: string) => boolean,
  last: boolean,
): Promise<PinnedFile[]> {
  const pinned: PinnedFile[] = [];
  const pin = async (isMeant: (path: string) => boolean) => {
    for (const path of (await filesIn(runDir)).filter(isMeant)) {
      const file = await pinFile(runDir, path, hashes);
      if (!file) continue;
      pinned.push(file);
      if (isStored(file.sha256)) await file.close();
    }
  };
  const isCheckpoint = (path: string) => path.startsWith('checkpoints/');
  const isJournal = (path: string) => path.startsWith(JOURNAL_FOLDER);
  try {
    await pin(isCheckpoint);
    const before = new Map(stateOfRun(runDir)?.checkpoints);
    await pin(isJournal);
    const after = new Map(stateOfRun(runDir)?.checkpoints);
    await pin((path) => !isCheckpoint(path) && !isJournal(path) && (last || !AT_THE_END.test(path)));
    const present = new Set(pinned.map(({ path }) => path));
    for (const path of hashes.keys()) if (!present.has(path)) hashes.delete(path);
    const isKnown = ({ path, sha256 }: PinnedFile) =>
      stepOfCheckpoint(path) === undefined || (before.get(path) === sha256 && after.get(path) === sha256);
    for (const file of pinned) if (!isKnown(file)) await file.close();
    return pinned.filter(isKnown);
  } catch (error) {
    for (const file of pinned) await file.close();
    throw error;
  }
}

async function filesIn(runDir: string): Promise<string[]> {
  const found = await readdir(runDir, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(runDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !NEVER.test(path))
    .sort();
}

/** Undefined for a file that is gone. One that grows is taken as far as it goes now. */
async function pinFile(runDir: string, path: string, hashes: Hashes): Promise<PinnedFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(join(runDir, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { ino, size, mtimeMs } = await handle.stat();
    const stamp = `${ino} ${size} ${mtimeMs}`;
    const known = hashes.get(path);
    const sha256 = known?.stamp === stamp ? known.sha256 : await hashOf(piecesOf(handle, size, path));
    hashes.set(path, { stamp, sha256 });
    const pieces = () => piecesOf(handle, size, path);
    return { path, sha256, bytes: size, pieces, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export async function hashOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** Each piece has memory of its own: whoever sends it may still do so when the next one is read. */
async function* piecesOf(handle: FileHandle, bytes: number, path: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes; ) {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, bytes - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, at);
    if (bytesRead === 0) throw new LockstepError('STORAGE', `${path} was cut while it was read`);
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
