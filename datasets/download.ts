import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadContext } from '../api/data.ts';
import { LockstepError } from '../base/errors.ts';
import { withLock } from '../base/file-lock.ts';

export interface Published {
  readonly name: string;
  /** URLs of mirrors, best first. */
  readonly urls: readonly string[];
  /** sha256 of the whole file, hex. */
  readonly sha256: string;
}

/** Longest wait for an answer and between two pieces of it, in ms. */
const STALL_MS = 10_000;
/** Most bytes of a file: no published one is larger, and a broken mirror must not fill the disk. */
const MOST_BYTES = 1024 ** 3;

/**
 * Fetches files into a folder. A file that exists is kept; a half-fetched one is continued where it ended.
 * @throws LockstepError UNREACHABLE when no mirror gives a file, BAD_DATA when one gives another file,
 * ABORTED when the signal does
 */
export async function download(
  files: readonly Published[],
  folder: string,
  context: LoadContext,
): Promise<void> {
  const missing = () => files.filter(({ name }) => !existsSync(join(folder, name)));
  if (missing().length === 0) return;
  // A lock, since two first runs at once would write the same file.
  await withLock(join(folder, 'lock'), context.signal, async () => {
    for (const file of missing()) await fetchFile(file, folder, context);
  });
}

async function fetchFile(file: Published, folder: string, context: LoadContext): Promise<void> {
  const aside = join(folder, `${file.name}.part`);
  let reason = '';
  for (const url of file.urls) {
    try {
      await fetchFrom(url, aside, file.name, context);
    } catch (error) {
      context.signal?.throwIfAborted();
      reason = describe(error);
      continue;
    }
    const found = await hashOf(aside);
    if (found === file.sha256) {
      await rename(aside, join(folder, file.name));
      return;
    }
    await rm(aside, { force: true });
    throw new LockstepError('BAD_DATA', `${url} gives another file than the one expected (sha256 ${found})`, {
      hint: 'Fetch the file from elsewhere and give its folder with --data-dir',
    });
  }
  throw new LockstepError('UNREACHABLE', `no mirror answers (${reason})`);
}

async function fetchFrom(url: string, aside: string, label: string, context: LoadContext): Promise<void> {
  const have = existsSync(aside) ? (await stat(aside)).size : 0;
  const stall = new AbortController();
  const abort = () => stall.abort(context.signal?.reason);
  context.signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => stall.abort(new Error(`silent for ${STALL_MS / 1000} s`)), STALL_MS);
  try {
    const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
    const response = await fetch(url, { headers, signal: stall.signal });
    const complete = response.status === 416;
    if (complete) return;
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    const resumed = response.status === 206;
    let done = resumed ? have : 0;
    const total = done + Number(response.headers.get('content-length') ?? 0);
    const out = await open(aside, resumed ? 'a' : 'w');
    try {
      for await (const piece of response.body) {
        timer.refresh();
        await out.writeFile(piece);
        done += piece.byteLength;
        if (done > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
        context.onProgress?.(`Downloading ${label}`, done, Math.max(done, total));
      }
    } finally {
      await out.close();
    }
  } finally {
    clearTimeout(timer);
    context.signal?.removeEventListener('abort', abort);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}

/** The reason of a failed `fetch`, which is in the error's cause. */
function describe(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
