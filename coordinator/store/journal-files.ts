import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolderSync } from '../../base/folders.ts';

/** The folder of a run's journal, inside the run directory. */
export const JOURNAL_FOLDER = 'journal';
/** The journal of a run that version 0.1 began. */
export const OLD_JOURNAL = 'journal.jsonl';

/** Where a journal's files are kept. Numbers rise, and none is given twice. */
export interface JournalFiles {
  /** Numbers of the files, in order. */
  numbers(): number[];
  read(number: number): string;
  /** Makes a file that nobody else has made; undefined where there is one of that number. */
  create(number: number): JournalFile | undefined;
  remove(number: number): void;
  /** What version 0.1 wrote; undefined where it wrote nothing. */
  old(): string | undefined;
}

export interface JournalFile {
  /** Adds to the end; on the disk when it returns. Where it throws, nothing is added, as far as the disk allows. */
  append(text: string): void;
  close(): void;
}

/**
 * The journal of a run directory.
 * @param write for tests: as `writeSync`, which may write less than it was given
 */
export function filesOnDisk(runDir: string, write: typeof writeSync = writeSync): JournalFiles {
  const folder = join(runDir, JOURNAL_FOLDER);
  const pathOf = (number: number) => join(folder, `${String(number).padStart(6, '0')}.jsonl`);
  const old = join(runDir, OLD_JOURNAL);
  return {
    numbers: () => numbersIn(folder),
    read: (number) => readFileSync(pathOf(number), 'utf8'),
    create: (number) => {
      makeFolderSync(folder);
      try {
        const file = openSync(pathOf(number), 'wx');
        for (const one of [folder, runDir]) syncFolder(one);
        return growing(file, write);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
        throw error;
      }
    },
    remove: (number) => rmSync(pathOf(number), { force: true }),
    old: () => (existsSync(old) ? readFileSync(old, 'utf8') : undefined),
  };
}

/** Whether a folder holds a run, finished or not. */
export function holdsJournal(runDir: string): boolean {
  return existsSync(join(runDir, OLD_JOURNAL)) || numbersIn(join(runDir, JOURNAL_FOLDER)).length > 0;
}

function numbersIn(folder: string): number[] {
  const names = namesIn(folder);
  const numbers = names.flatMap((name) => /^(\d+)\.jsonl$/.exec(name)?.[1] ?? []).map(Number);
  return numbers.sort((a, b) => a - b);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A new file's name is on the disk once its folder is. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Not every file system can do this; the files themselves are synced all the same.
  }
}

function growing(file: number, write: typeof writeSync): JournalFile {
  let size = 0;
  return {
    append: (text) => {
      const bytes = Buffer.from(text);
      try {
        // A disk that fills up writes a part of the bytes, and refuses the next call.
        for (let done = 0; done < bytes.length; )
          done += write(file, bytes, done, bytes.length - done, size + done);
        fsyncSync(file);
      } catch (error) {
        takeBack(file, size);
        throw error;
      }
      size += bytes.length;
    },
    close: () => closeSync(file),
  };
}

/** What could not be synced might be read by the next coordinator all the same, though nobody acted upon it. */
function takeBack(file: number, size: number): void {
  try {
    ftruncateSync(file, size);
  } catch {
    // The disk refuses this too. The error at hand ends the run, and readers skip a line that is not whole.
  }
}
