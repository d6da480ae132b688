import type { Chunks } from '../base/chunks.ts';

/**
 * What a job carries beside its script, since it is too large to be text in it: the weights of imported models. The
 * script names each by the sha256 of its content, hex; so the script's own hash stands for all of the job.
 */
export type Blobs = ReadonlyMap<string, Chunks>;

/** Folder of a run directory that holds the blobs of its job. */
export const BLOB_FOLDER = 'blobs';

/** Where a run keeps a blob, relative to its directory. */
export function blobPath(sha256: string): string {
  return `${BLOB_FOLDER}/${sha256}`;
}

/** Whether a path is one that `blobPath` gives. */
export function isBlobPath(path: string): boolean {
  return /^blobs\/[0-9a-f]{64}$/.test(path);
}
