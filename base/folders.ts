import { existsSync, mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

interface Options {
  /** Permissions of folders that are made. */
  readonly mode?: number;
}

/** Makes a folder and those that it lies in, where they are missing. @throws the file system's error */
export async function makeFolder(path: string, options: Options = {}): Promise<void> {
  try {
    await mkdir(path, { ...options, recursive: true });
  } catch (error) {
    throw reasonOf(path, error);
  }
}

/** As `makeFolder`. */
export function makeFolderSync(path: string, options: Options = {}): void {
  try {
    mkdirSync(path, { ...options, recursive: true });
  } catch (error) {
    throw reasonOf(path, error);
  }
}

/**
 * Node says "no such file or directory" of a disk that is full or may only be read, where it makes several folders at
 * once; of a single one it says what is wrong.
 */
function reasonOf(path: string, error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error;
  let missing = resolve(path);
  while (!existsSync(dirname(missing))) missing = dirname(missing);
  try {
    mkdirSync(missing);
  } catch (reason) {
    return reason;
  }
  return error;
}
