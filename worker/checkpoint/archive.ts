import { createHash } from 'node:crypto';
import type { Chunks } from '../../base/chunks.ts';
import type { EngineState } from '../../engine/engine.ts';
import { type Checkpoint, encodeCheckpoint, weightsSha256 } from './checkpoint.ts';

/** A file that has come to its end, and its sha256 in hex. */
export interface SealedFile {
  readonly pieces: Chunks;
  readonly sha256: string;
}

export function seal(...pieces: Chunks): SealedFile {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return { pieces, sha256: hash.digest('hex') };
}

/**
 * Makes files and hashes of states. It takes some milliseconds for ten megabytes, so it is not for the thread that
 * drives steps and answers heartbeats: see thread-archive.ts.
 */
export interface Archive {
  checkpoint(checkpoint: Checkpoint): Promise<SealedFile>;
  weightsSha256(state: EngineState): Promise<string>;
}

/** In the thread that asks. */
export const localArchive: Archive = {
  checkpoint: async (checkpoint) => seal(...encodeCheckpoint(checkpoint)),
  weightsSha256: async (state) => weightsSha256(state),
};
