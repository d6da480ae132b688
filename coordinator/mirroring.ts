/** How a run comes to its mirror in object storage, and from there to a machine. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { steadyClock } from '../base/clock.ts';
import { LockstepError, nameError } from '../base/errors.ts';
import { phase } from '../base/phases.ts';
import { s3Storage } from '../datasets/sources/s3-storage.ts';
import type { EventBus } from './events/bus.ts';
import { Mirror, type MirrorParts } from './mirror/mirror.ts';
import { readPlace, writePlace } from './mirror/mirror-file.ts';
import { restore } from './mirror/restore.ts';
import type { RunMetrics } from './observe/run-metrics.ts';
import { holdsJournal } from './store/journal-files.ts';
import type { RunDirectory } from './store/run-directory.ts';

export interface MirrorOptions {
  /** `s3://bucket/prefix`; left out, where the run was mirrored before. */
  readonly address?: string | undefined;
  /** Most bytes that are sent in a second; left out, as many as go. */
  readonly bytesPerSecond?: number | undefined;
  /** Longest that the end of the run waits for its mirror, in ms; left out: ten minutes. */
  readonly deadlineMs?: number | undefined;
}

export const MIRROR_MS = 600_000;
/** While the storage is away, that is told so often, in ms. */
const TOLD_EVERY_MS = 300_000;

/**
 * The folder of a run that goes on: the one named, or where it holds no run, one that is brought from the mirror.
 * @param resume `alive`: where the mirror holds no run either, a new one begins
 * @throws LockstepError BAD_INPUT where there is no run to go on with
 */
export async function folderToResume(
  resume: 'alive' | 'dead',
  {
    runDir,
    mirror,
    load,
  }: {
    /** Left out: a folder of the run's name in `runs/`. */
    readonly runDir?: string;
    readonly mirror?: MirrorOptions | undefined;
    readonly load: { readonly signal?: AbortSignal | undefined };
  },
): Promise<string | undefined> {
  const address = mirror?.address;
  if (address === undefined || (runDir !== undefined && holdsJournal(runDir))) return runDir;
  const { signal = new AbortController().signal } = load;
  const folder = await phase('bring the run from its mirror', () => bringRun(address, runDir, signal));
  if (folder !== undefined || resume === 'alive') return folder ?? runDir;
  throw noRunAt(address);
}

export function noRunAt(address: string): LockstepError {
  return new LockstepError('BAD_INPUT', `${address} holds no run`, {
    hint: 'Give the address that the run was mirrored to, or begin a run with --mirror',
  });
}

/** Brings the run of a mirror into a folder. @returns the folder; undefined where the mirror holds no run */
export async function bringRun(
  address: string,
  runDir: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const storage = await s3Storage(address);
  try {
    return await restore(storage, (runId) => runDir ?? join('runs', runId), signal);
  } finally {
    storage.close();
  }
}

export interface MirroredRun {
  readonly directory: RunDirectory;
  readonly runId: string;
  readonly term: number;
  readonly bus: EventBus;
  readonly metrics: RunMetrics;
  /** Whether events may still be published. */
  readonly isOpen: () => boolean;
  readonly onReplaced: (error: LockstepError) => void;
}

/**
 * The mirror of a run that begins or goes on; undefined where none is asked for. A run that was mirrored before goes on
 * while the storage is away; any other must find its place in it.
 * @throws LockstepError BAD_INPUT where another run is there, ABORTED where this one goes on elsewhere
 */
export async function openMirror(
  { address, bytesPerSecond }: MirrorOptions,
  { directory, runId, term, bus, metrics, isOpen, onReplaced }: MirroredRun,
): Promise<Mirror | undefined> {
  const runDir = directory.path;
  const place = readPlace(runDir);
  const asked = address ?? place?.address;
  if (asked === undefined) return undefined;
  let toldAt: number | undefined;
  const failed = (error: LockstepError, lostMs: number) => {
    metrics.mirrorFailed();
    if (!isOpen() || (toldAt !== undefined && steadyClock() - toldAt < TOLD_EVERY_MS)) return;
    toldAt = steadyClock();
    bus.publish({ type: 'mirror_behind', reason: error.describe(), seconds: lostMs / 1000 });
  };
  const stored = (taken: number, bytes: number) => {
    metrics.mirrored(taken, bytes);
    if (isOpen() && toldAt !== undefined) bus.publish({ type: 'mirror_caught_up' });
    toldAt = undefined;
  };
  const mirror = await claimedMirror(asked, {
    ...{ runDir, runId, term, bytesPerSecond },
    eventsWritten: () => directory.events.written(),
    listener: { stored, failed, replaced: onReplaced },
  });
  metrics.mirrored(mirror.taken, 0);
  bus.subscribe((event) => mirror.hear(event));
  return mirror;
}

/**
 * A mirror at the address, which is the run's from here on.
 * @throws LockstepError where the place is not to be had; a run that has it already does not need the storage at once
 */
export async function claimedMirror(
  address: string,
  parts: Omit<MirrorParts, 'storage' | 'holder' | 'known'>,
): Promise<Mirror> {
  const { runDir, listener } = parts;
  const place = readPlace(runDir);
  const storage = await s3Storage(address);
  const known = place?.address === storage.address;
  const holder = known ? place.holder : randomUUID();
  const mirror = new Mirror({ ...parts, storage, holder, known });
  try {
    await mirror.claim();
    if (!known) writePlace(runDir, { address: storage.address, holder });
  } catch (raw) {
    const error = nameError(raw);
    const isAway = error.code === 'UNREACHABLE' || error.code === 'STORAGE';
    if (!known || !isAway) {
      mirror.close();
      throw error;
    }
    listener.failed(error, 0);
  }
  return mirror;
}
