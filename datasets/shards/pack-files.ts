import { type FileHandle, open, readFile, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LockstepError } from '../../base/errors.ts';

/** What a pack holds, and how its records are cut: written last, so that a pack without one is none. */
export const MANIFEST = 'manifest.json';

export const CUT_OFF = 'is cut off';

/** The files of a pack, wherever it lies. */
export interface PackFiles {
  /** The pack's name. */
  readonly name: string;
  /** The place of a file, for messages. */
  placeOf(file: string): string;
  /** Undefined where there is none. */
  manifest(): Promise<string | undefined>;
  /** @throws LockstepError STORAGE where the file is seen to have less than so many bytes */
  open(file: string, bytes: number): Promise<PackFile>;
  /** Ends what is still being read. */
  close(): void;
}

export interface PackFile {
  /** Fills a buffer with what lies at a place of the file. False where the file ends before. */
  fill(into: Buffer, position: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Of a pack in a folder. Files that were opened stay readable where the folder is removed. */
export function folderFiles(path: string): PackFiles {
  return {
    name: basename(path),
    placeOf: (file) => join(path, file),
    async manifest() {
      const text = await readFile(join(path, MANIFEST), 'utf8').catch(() => undefined);
      // Packs that were used longest ago make room.
      if (text !== undefined)
        await utimes(join(path, MANIFEST), new Date(), new Date()).catch(() => undefined);
      return text;
    },
    async open(name, bytes) {
      const file = await open(join(path, name));
      if ((await file.stat()).size >= bytes) return fileOf(file);
      await file.close();
      throw damaged(join(path, name), CUT_OFF);
    },
    close() {},
  };
}

function fileOf(file: FileHandle): PackFile {
  return {
    async fill(into, position) {
      for (let at = 0; at < into.byteLength; ) {
        const { bytesRead } = await file.read(into, at, into.byteLength - at, position + at);
        if (bytesRead === 0) return false;
        at += bytesRead;
      }
      return true;
    },
    close: () => file.close(),
  };
}

/** A file of a pack that is not as it was written, and how so. */
export function damaged(place: string, how: string, cause?: unknown): LockstepError {
  const hint = 'Remove its folder: the next run packs the data again';
  return new LockstepError('STORAGE', `${place} ${how}`, { hint, cause });
}
