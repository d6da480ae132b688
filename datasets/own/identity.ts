/** What tells a user's data from other data, without reading it. */
import { createHash, type Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import { findFiles, isRemote } from '../sources/find.ts';
import { filesIn, findPath, isPattern } from '../sources/local.ts';

/**
 * A text that changes with the files' sizes and times (or ETags) and with the job's options; undefined where nobody can
 * tell, for a function of the job's own.
 */
export async function identityOf(loader: FileLoader, context: LoadContext): Promise<string | undefined> {
  if (loader.kind === 'records') return undefined;
  const { kind, path, options } = loader;
  const own = [options.test, options.validation].filter((said) => typeof said === 'string');
  const hash = createHash('sha256').update(JSON.stringify([kind, options]));
  for (const name of [path, ...own]) await addFiles(hash, name, context);
  return hash.digest('hex');
}

async function addFiles(hash: Hash, name: string, context: LoadContext): Promise<void> {
  const add = (path: string, version: string) => hash.update(JSON.stringify([path, version]));
  const isFolder = async () => (await stat(findPath(name, context))).isDirectory();
  if (isRemote(name) || isPattern(name, context) || !(await isFolder())) {
    for (const file of await findFiles(name, context)) add(`${name} ${file.name}`, file.version);
    return;
  }
  for await (const path of filesIn(findPath(name, context))) {
    const { size, mtimeMs } = await stat(path);
    add(path, `${size} ${mtimeMs}`);
  }
}
