import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { LockstepError } from '../../base/errors.ts';
import { MIRROR_FILE } from '../store/run-directory.ts';

const Place = z.object({
  /** `s3://bucket/prefix`. */
  address: z.string(),
  /** Stands for this folder. */
  holder: z.string(),
});
export type Place = Readonly<z.infer<typeof Place>>;

/** Where a run directory is mirrored; undefined where it never was. @throws LockstepError BAD_INPUT */
export function readPlace(runDir: string): Place | undefined {
  const path = join(runDir, MIRROR_FILE);
  try {
    return Place.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new LockstepError('BAD_INPUT', `${path} cannot be read: ${(cause as Error).message}`, {
      hint: 'Remove it to go on without a mirror',
      cause,
    });
  }
}

/** @throws the file system's error */
export function writePlace(runDir: string, place: Place): void {
  const aside = join(runDir, `${MIRROR_FILE}.${randomUUID()}.part`);
  writeFileSync(aside, `${JSON.stringify(place)}\n`);
  renameSync(aside, join(runDir, MIRROR_FILE));
}
