import { createReadStream, existsSync } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import picomatch from 'picomatch';
import type { LoadContext } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import type { SourceFile } from './file.ts';

/** Small sets that come with the built-in jobs; the compiled files lie one level deeper than their sources. */
const OURS = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../jobs/data/' : '../../../jobs/data/', import.meta.url),
);

/**
 * A path that a job says, found: in `--data-dir`, or without one where the run is started; else among the sets that
 * come with the built-in jobs.
 * @throws LockstepError BAD_DATA when nothing is there
 */
export function findPath(path: string, { dataDir }: Pick<LoadContext, 'dataDir'>): string {
  const first = resolve(dataDir ?? '.', path);
  const found = [first, resolve(OURS, path)].find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  const where = dataDir === undefined ? 'the folder that the run is started in' : '--data-dir';
  throw new LockstepError('BAD_DATA', `${first} is missing`, {
    hint: `Paths of a job are relative to ${where}`,
  });
}

/** @param name for messages @throws LockstepError BAD_DATA where it is a folder */
export async function localFile(path: string, name = basename(path)): Promise<SourceFile> {
  const about = await stat(path);
  const { size, mtimeMs } = about;
  if (about.isDirectory()) {
    throw new LockstepError('BAD_DATA', `${path} is a folder`, {
      hint: `Name its files: ${join(path, '*')}`,
    });
  }
  return {
    name,
    bytes: size,
    version: `${size} ${mtimeMs}`,
    open: (signal, { start = 0, end = size } = {}) =>
      end > start
        ? createReadStream(path, { start, end: end - 1, ...(signal && { signal }) })
        : Readable.from([]),
  };
}

/** Whether a path is a pattern: a file may be called `data [1].csv` too. */
export function isPattern(path: string, { dataDir }: Pick<LoadContext, 'dataDir'>): boolean {
  return picomatch.scan(path).isGlob && !existsSync(resolve(dataDir ?? '.', path));
}

/** The files that a pattern matches, by name. */
export async function matchingFiles(
  pattern: string,
  context: Pick<LoadContext, 'dataDir'>,
): Promise<SourceFile[]> {
  const { base, glob } = picomatch.scan(pattern);
  const folder = findPath(base || '.', context);
  const matches = picomatch(glob);
  const names: string[] = [];
  for await (const path of filesIn(folder)) {
    const name = relative(folder, path);
    if (matches(name)) names.push(path);
  }
  return await Promise.all(names.sort().map((path) => localFile(path, relative(folder, path))));
}

/** Paths of all files in a folder and the folders inside. */
export async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else yield path;
  }
}
