/** What tells a user's data from other data, without reading it. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import { findPath } from './find.ts';

/**
 * A text that changes with the files' sizes and times and with the job's options; undefined where nobody can tell, for a
 * function of the job's own.
 */
export async function identityOf(loader: FileLoader, context: LoadContext): Promise<string | undefined> {
  if (loader.kind === 'records') return undefined;
  const { kind, path, options } = loader;
  const own = [options.test, options.validation].filter((said) => typeof said === 'string');
  const hash = createHash('sha256').update(JSON.stringify([kind, options]));
  for (const name of [path, ...own]) await addFiles(hash, findPath(name, context));
  return hash.digest('hex');
}

async function addFiles(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const about = await stat(path);
  if (about.isDirectory()) {
    for (const name of (await readdir(path)).sort()) await addFiles(hash, join(path, name));
  } else {
    hash.update(JSON.stringify([path, about.size, about.mtimeMs]));
  }
}
