import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Blobs } from '../api/blobs.ts';
import type { Job } from '../api/job.ts';
import { loadJob } from '../api/load.ts';
import type { Ranges } from '../api/ranges.ts';
import type { EngineChoice } from '../base/engines.ts';
import { LockstepError } from '../base/errors.ts';
import { readBlobs, readSavedConfig, type SavedConfig } from '../coordinator/saved.ts';
import type { Engine } from '../engine/engine.ts';
import { createEngine } from '../engine/index.ts';
import { type Checkpoint, decodeCheckpoint } from '../worker/checkpoint/checkpoint.ts';
import { threadsEach } from './devices.ts';
import { cacheDir } from './flags.ts';

/** A run on the disk: its job, its data set, and one of its checkpoints. */
export interface SavedRun extends Pick<SavedConfig, 'jobSource' | 'prepared' | 'dataset'> {
  readonly blobs: Blobs;
  /** The run directory. */
  readonly path: string;
  readonly job: Job;
  readonly checkpoint: Checkpoint;
}

/**
 * Reads a run with its final checkpoint, or the newest whole one where it has not finished.
 * @param path a run directory, the `model/` in it, or one of its checkpoints, which is then the one that is read
 * @throws LockstepError BAD_INPUT where there is no run, CHECKPOINT where no checkpoint is whole
 */
export async function openSavedRun(path: string): Promise<SavedRun> {
  const folder = folderOf(resolve(path));
  const saved = await readSavedConfig(folder);
  const { jobSource, prepared, dataset } = saved;
  const checkpoint = path.endsWith(CHECKPOINT) ? await readCheckpoint(path) : await newestCheckpoint(folder);
  const blobs = await readBlobs(folder, saved);
  return { path: folder, job: loadJob(jobSource, prepared), jobSource, prepared, blobs, checkpoint, dataset };
}

const CHECKPOINT = '.safetensors';
/** Read at a time. */
const PIECE_BYTES = 16 * 1024 ** 2;

/** The run directory that a path inside of it belongs to. */
function folderOf(path: string): string {
  if (basename(path) === 'model') return dirname(path);
  return path.endsWith(CHECKPOINT) || basename(path) === 'model.json' ? dirname(dirname(path)) : path;
}

async function readCheckpoint(path: string): Promise<Checkpoint> {
  const pieces: Uint8Array[] = [];
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) pieces.push(piece);
  return decodeCheckpoint(pieces);
}

/** The final checkpoint, else the newest whole one. */
export async function newestCheckpoint(folder: string): Promise<Checkpoint> {
  const files = await readdir(join(folder, 'checkpoints')).catch(() => []);
  const stepOf = (name: string) => Number(/^step-(\d+)\.safetensors$/.exec(name)?.[1] ?? -1);
  const final = files.filter((name) => name === 'final.safetensors');
  const steps = files.filter((name) => stepOf(name) >= 0).sort((a, b) => stepOf(b) - stepOf(a));
  let last: unknown;
  for (const name of [...final, ...steps]) {
    try {
      return await readCheckpoint(join(folder, 'checkpoints', name));
    } catch (error) {
      last = error;
    }
  }
  throw new LockstepError('CHECKPOINT', `${folder} holds no whole checkpoint`, {
    hint: 'Train it again; a run keeps a checkpoint each epoch',
    cause: last,
  });
}

/** An engine that holds the weights of the checkpoint (left out: those the job brings), for numbers within `ranges`. */
export async function engineOf(
  {
    jobSource,
    prepared,
    blobs,
    job,
    checkpoint,
  }: Pick<SavedRun, 'jobSource' | 'prepared' | 'blobs' | 'job'> & Partial<Pick<SavedRun, 'checkpoint'>>,
  engine: EngineChoice,
  ranges: Ranges,
  signal: AbortSignal,
): Promise<Engine> {
  const threads = threadsEach(1);
  const result = await createEngine({
    jobSource,
    prepared,
    blobs,
    seed: job.seed,
    engine,
    ranges,
    threads,
    cacheDir: cacheDir(),
    signal,
  });
  try {
    if (checkpoint) await result.writeState(checkpoint.engine);
    return result;
  } catch (error) {
    await result.close();
    throw error;
  }
}
