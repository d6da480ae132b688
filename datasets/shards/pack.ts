/**
 * Packs: data sets in shards, in a folder of the user's cache. A pack is made once and used by all runs of the same
 * data; one that a kill has cut off is taken up where it stood.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { SplitName } from '../../api/data.ts';
import { Prepared } from '../../api/prepared.ts';
import { withLock } from '../../base/file-lock.ts';
import { makeFolder } from '../../base/folders.ts';
import { type Limits, Shard } from './layout.ts';
import { damaged, folderFiles, MANIFEST, type PackFiles } from './pack-files.ts';
import { PackWriter, Skipped } from './pack-writer.ts';
import { ShardedRecords, type SplitOnDisk } from './sharded-records.ts';

/** Raised whenever an older pack cannot be read any more. */
const FORMAT = 1;
/** The part of the disk that packs may have, of what is free or theirs. */
const SHARE_OF_DISK = 0.5;
/** Age after which a pack that was never finished is removed, in ms. */
const ABANDONED_MS = 7 * 24 * 3_600_000;

const Manifest = z.object({
  prepared: Prepared,
  skipped: Skipped,
  splits: z.record(
    z.string(),
    z.object({
      info: z.looseObject({ length: z.int() }),
      shards: z.array(Shard),
      counts: z.record(z.string(), z.array(z.int())),
    }),
  ),
});
type Manifest = z.infer<typeof Manifest>;

export interface Pack {
  /** Its folder's name; undefined where the folder is gone. */
  readonly name?: string;
  readonly splits: Readonly<Record<SplitName, ShardedRecords>>;
  readonly prepared: Prepared;
  readonly skipped: Skipped;
}

export interface PackOptions {
  /** Folder of all packs. */
  readonly folder: string;
  /** What tells the data from other data: equal keys are equal data. Left out, nobody else can use the pack. */
  readonly key: string | undefined;
  /** What was learned of the data before; it is applied as it is. */
  readonly learned: Prepared | undefined;
  readonly signal: AbortSignal | undefined;
  readonly limits?: Limits;
}

/**
 * The pack of a data set: one that is there, or `make` makes it.
 * @throws what `make` throws; LockstepError STORAGE where the disk is full or refuses
 */
export async function openPack(
  { folder, key, learned, signal, limits }: PackOptions,
  make: (into: PackWriter) => Promise<Prepared>,
): Promise<Pack> {
  if (key === undefined) {
    const alone = join(folder, `alone-${randomUUID()}`);
    try {
      await fill(alone, signal, limits, make);
      // The open files stay readable; nothing is left behind.
      const { name: _, ...pack } = (await readPack(folderFiles(alone)))!;
      return pack;
    } finally {
      await rm(alone, { recursive: true, force: true });
      await rm(`${alone}.part`, { recursive: true, force: true });
    }
  }
  const plain = join(folder, idOf(key));
  const there = await readPack(folderFiles(plain));
  if (there && (!learned || sameLearned(there.prepared, learned))) return there;
  await closePack(there);
  const path = learned ? join(folder, idOf(`${key} ${learnedText(learned)}`)) : plain;
  await withLock(`${path}.lock`, signal, async () => {
    if (!existsSync(join(path, MANIFEST))) await fill(path, signal, limits, make);
  });
  await makeRoom(folder, path);
  return (await readPack(folderFiles(path)))!;
}

async function fill(
  path: string,
  signal: AbortSignal | undefined,
  limits: Limits | undefined,
  make: (into: PackWriter) => Promise<Prepared>,
): Promise<void> {
  const aside = `${path}.part`;
  await makeFolder(aside);
  const writer = await PackWriter.open(aside, signal, limits);
  try {
    const prepared = await make(writer);
    const manifest: Manifest = {
      prepared,
      skipped: writer.skipped,
      splits: (await writer.finish()) as unknown as Manifest['splits'],
    };
    await writer.writeJson(MANIFEST, manifest);
  } finally {
    await writer.close();
  }
  await rename(aside, path);
}

/** Opens a pack. Undefined where there is none. @throws LockstepError STORAGE where it is damaged */
export async function readPack(files: PackFiles): Promise<Pack | undefined> {
  const text = await files.manifest();
  if (text === undefined) return undefined;
  const { prepared, skipped, splits } = manifestOf(text, files.placeOf(MANIFEST));
  const opened = await Promise.all(
    (['train', 'validation', 'test'] as const).map((name) =>
      ShardedRecords.open(files, name, withRanges(splits[name] as unknown as SplitOnDisk)),
    ),
  );
  const [train, validation, test] = opened;
  return {
    name: files.name,
    prepared,
    skipped,
    splits: { train: train!, validation: validation!, test: test! },
  };
}

/** @throws LockstepError STORAGE where the text is no manifest */
function manifestOf(text: string, place: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(place, 'is damaged', cause);
  }
}

/** JSON has no infinity, which stands for the bounds of no numbers. */
function withRanges({ info, ...others }: SplitOnDisk): SplitOnDisk {
  const columns = (info.columns ?? []).map(({ min, max, ...column }) => ({
    ...column,
    min: min ?? Number.POSITIVE_INFINITY,
    max: max ?? Number.NEGATIVE_INFINITY,
  }));
  return { ...others, info: { ...info, columns } };
}

export async function closePack(pack: Pack | undefined): Promise<void> {
  for (const records of Object.values(pack?.splits ?? {})) await records.close();
}

function idOf(text: string): string {
  return createHash('sha256').update(`${FORMAT} ${text}`).digest('hex').slice(0, 32);
}

function learnedText({ inputs, raw, target }: Prepared): string {
  return JSON.stringify(Prepared.parse({ inputs, targets: [], raw, target }));
}

function sameLearned(one: Prepared, other: Prepared): boolean {
  return learnedText(one) === learnedText(other);
}

/** Removes the packs that were used longest ago where all of them have too much of the disk, and abandoned ones. */
async function makeRoom(folder: string, keep: string): Promise<void> {
  const packs: { path: string; bytes: number; usedAt: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.lock')) continue;
    const { mtimeMs } = await stat(join(path, name.endsWith('.part') ? '.' : MANIFEST)).catch(() => ({
      mtimeMs: 0,
    }));
    if (name.endsWith('.part')) {
      if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
      continue;
    }
    packs.push({ path, bytes: await bytesIn(path), usedAt: mtimeMs });
  }
  const { bavail, bsize } = await statfs(folder);
  let bytes = packs.reduce((sum, pack) => sum + pack.bytes, 0);
  const most = SHARE_OF_DISK * (bavail * bsize + bytes);
  for (const pack of packs.sort((a, b) => a.usedAt - b.usedAt)) {
    if (bytes <= most) return;
    if (pack.path === keep) continue;
    await rm(pack.path, { recursive: true, force: true });
    bytes -= pack.bytes;
  }
}

async function bytesIn(path: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(path).catch(() => [])) {
    bytes += await stat(join(path, name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
