import type { LoadContext } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import type { SourceFile } from './file.ts';
import { httpFile } from './http.ts';
import { findPath, isPattern, localFile, matchingFiles } from './local.ts';
import { s3Files } from './s3.ts';

/** Whether a path of a job is an address elsewhere. */
export function isRemote(path: string): boolean {
  return /^(https?|s3):\/\//.test(path);
}

/**
 * The files that a job's path stands for: a path or pattern on this machine, an address of a web server, or objects of
 * an S3-compatible storage. They come sorted by name.
 * @throws LockstepError BAD_DATA where there is none or it cannot be read, UNREACHABLE where nobody answers
 */
export async function findFiles(path: string, context: LoadContext): Promise<SourceFile[]> {
  const files = await filesOf(path, context);
  if (files.length > 0) return files;
  throw new LockstepError('BAD_DATA', `${path} matches no file`, { hint: 'Check the path or the pattern' });
}

async function filesOf(path: string, context: LoadContext): Promise<SourceFile[]> {
  const { signal } = context;
  if (path.startsWith('s3://')) return await s3Files(path, signal);
  if (isRemote(path)) return [await httpFile(path, signal)];
  if (isPattern(path, context)) return await matchingFiles(path, context);
  return [await localFile(findPath(path, context))];
}
