import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import yauzl, { type Entry } from 'yauzl';
import { LockstepError } from '../../base/errors.ts';
import { makeFolder } from '../../base/folders.ts';
import { runCommand } from './command.ts';
import type { Manifest } from './layout.ts';

const DOWNLOAD_DEADLINE_MS = 20 * 60_000;
/** Whose wheels are taken: their libraries know nothing of Python, so those of one version serve any that runs pip. */
const WHEEL_PYTHON = '3.12';

export interface SetupContext {
  readonly onProgress: (label: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Downloads one wheel by pip, which checks it against the hash of its index.
 * @returns its path within `folder`
 */
export async function downloadWheel(
  requirement: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  const into = join(folder, requirement.replaceAll(/[^a-z0-9.-]/gi, '_'));
  await makeFolder(into);
  const pip = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--retries',
    '0',
  ];
  const which = ['--only-binary', ':all:', '--python-version', WHEEL_PYTHON];
  await runCommand('python3', [...pip, ...which, '-d', into, requirement], {
    signal,
    deadlineMs: DOWNLOAD_DEADLINE_MS,
    hint: 'Install python3 with pip (Debian: apt install python3-pip) and check that it reaches a package index',
  });
  const wheel = (await readdir(into)).find((name) => name.endsWith('.whl'));
  if (wheel) return join(into, wheel);
  throw new LockstepError('ENGINE', `pip left no wheel of ${requirement}`);
}

/**
 * Unpacks the files of a wheel that `wanted` names, each checked against the wheel's RECORD.
 * @param wanted path within the target folder for a path within the wheel, or undefined to leave it out
 * @throws LockstepError ENGINE when the wheel is damaged
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  wanted: (path: string) => string | undefined,
  { onProgress, signal }: SetupContext,
): Promise<Manifest['files']> {
  const zip = await yauzl.openPromise(wheel, { autoClose: false });
  const files: Manifest['files'] = {};
  try {
    const chosen: [Entry, string][] = [];
    let record = '';
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
      const path = entry.fileName;
      if (path.endsWith('.dist-info/RECORD')) {
        record = (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8');
      }
      const target = path.endsWith('/') ? undefined : wanted(path);
      if (target !== undefined) chosen.push([entry, target]);
    }
    const expected = recordedHashes(record);
    const total = chosen.reduce((sum, [entry]) => sum + entry.uncompressedSize, 0);
    let done = 0;
    for (const [entry, target] of chosen) {
      const hash = createHash('sha256');
      const watch = new Transform({
        transform(piece, _, next) {
          hash.update(piece);
          done += piece.length;
          onProgress('Unpacking TensorFlow', done, total);
          next(null, piece);
        },
      });
      const path = join(folder, target);
      await makeFolder(dirname(path));
      await pipeline(await zip.openReadStreamPromise(entry), watch, createWriteStream(path), { signal });
      const digest = hash.digest();
      if (expected.get(entry.fileName) !== digest.toString('base64url')) {
        throw new LockstepError('ENGINE', `${entry.fileName} of ${posix.basename(wheel)} is damaged`, {
          hint: 'Run lockstep setup again',
        });
      }
      files[target] = { bytes: entry.uncompressedSize, sha256: digest.toString('hex') };
    }
    return files;
  } finally {
    zip.close();
  }
}

/** RECORD lines are `path,sha256=<base64url>,size` (PEP 376, PEP 427). */
function recordedHashes(record: string): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const line of record.split('\n')) {
    const [, path, hash] = /^"?(.*?)"?,sha256=([^,]+),/.exec(line) ?? [];
    if (path && hash) hashes.set(path, hash);
  }
  return hashes;
}

/** The wheels that a wheel's extra asks for, as `name==version`, from its METADATA. */
export async function requirementsOfExtra(wheel: string, extra: string, folder: string): Promise<string[]> {
  const quiet = { onProgress: () => {} };
  const name = '.metadata';
  await unpackWheel(
    wheel,
    folder,
    (path) => (path.endsWith('.dist-info/METADATA') ? name : undefined),
    quiet,
  );
  const metadata = await readFile(join(folder, name), 'utf8');
  await rm(join(folder, name));
  return metadata
    .split('\n')
    .map((line) => new RegExp(`^Requires-Dist: (.+?); extra == ["']${extra}["']`).exec(line)?.[1])
    .filter((requirement) => requirement !== undefined)
    .map((requirement) => requirement.replaceAll(/[() ]/g, ''));
}
