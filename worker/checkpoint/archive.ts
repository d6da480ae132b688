import type { Chunks } from '../../base/chunks.ts';
import { contentSha256 } from '../../base/hash.ts';
import type { EngineState } from '../../engine/engine.ts';
import { type Checkpoint, encodeCheckpoint, weightsSha256 } from './checkpoint.ts';

/** A finished file as chunks, and its sha256 in hex. */
export interface SealedFile {
  readonly pieces: Chunks;
  readonly sha256: string;
}

/** Makes a file of `pieces`, which must not change any more. */
export function seal(...pieces: Chunks): SealedFile {
  return { pieces, sha256: contentSha256(pieces) };
}

/**
 * Makes checkpoint files and hashes of states. Ten megabytes take some milliseconds, which the thread that drives steps
 * and heartbeats should not spend: thread-archive.ts has it done in another one.
 */
export interface Archive {
  /** The checkpoint as a safetensors file (checkpoint.ts). */
  checkpoint(checkpoint: Checkpoint): Promise<SealedFile>;
  /** sha256 over all weights, hex: equal on two ranks exactly when their weights are. */
  weightsSha256(state: EngineState): Promise<string>;
}

/** Works in the caller's thread. */
export const localArchive: Archive = {
  checkpoint: async (checkpoint) => seal(...encodeCheckpoint(checkpoint)),
  weightsSha256: async (state) => weightsSha256(state),
};
