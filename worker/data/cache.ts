import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import { makeFolder } from '../../base/folders.ts';
import { decodeRecords } from '../../datasets/decode.ts';
import { SplitHash, type SplitInfo } from '../../datasets/records.ts';
import type { Pieces } from './fetch.ts';

/** Bytes read at a time. */
const PIECE_BYTES = 4 * 1024 ** 2;
/** Most bytes of all splits in a cache; those used longest ago make room. */
const MOST_BYTES = 8 * 1024 ** 3;

/** Records of whole splits on this machine's disk, named by their content hash, for all its workers and runs. */
export class SplitCache {
  readonly #folder: string;
  readonly #mostBytes: number;

  constructor(folder: string, mostBytes = MOST_BYTES) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  /** The split with the hash of `info`; undefined where it is missing or damaged. */
  async get(info: SplitInfo): Promise<Split | undefined> {
    const path = this.#path(info);
    const file = await open(path).catch(() => undefined);
    if (!file) return undefined;
    try {
      const hash = new SplitHash();
      const split = await decodeRecords(contentOf(file, hash), info, info.length ?? 0);
      if (hash.digest(info) !== info.sha256) return undefined;
      await utimes(path, new Date(), new Date());
      return split;
    } catch {
      return undefined;
    } finally {
      await file.close();
    }
  }

  /**
   * Passes the records of a split on, and keeps them where they have its hash. A disk that refuses is no error: the next
   * run downloads the split again.
   * @throws LockstepError BAD_DATA at the end of records that have another hash
   */
  async *keep(info: SplitInfo, pieces: Pieces): Pieces {
    const aside = join(this.#folder, `${randomUUID()}.part`);
    const hash = new SplitHash();
    let file = await makeFolder(this.#folder)
      .then(() => open(aside, 'wx'))
      .catch(() => undefined);
    try {
      for await (const piece of pieces) {
        hash.update(piece);
        await file?.writeFile(piece).catch(async () => {
          await file?.close();
          file = undefined;
        });
        yield piece;
      }
      expectHash(info, hash.digest(info));
      if (file)
        await rename(aside, this.#path(info)).then(
          () => this.#makeRoom(),
          () => undefined,
        );
    } finally {
      await file?.close();
      await rm(aside, { force: true }).catch(() => undefined);
    }
  }

  async #makeRoom(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.records'));
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const { size, mtimeMs } = await stat(path);
        return { path, size, mtimeMs };
      }),
    );
    let bytes = 0;
    for (const { path, size } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
      bytes += size;
      if (bytes > this.#mostBytes) await rm(path, { force: true });
    }
  }

  #path({ sha256 }: SplitInfo): string {
    return join(this.#folder, `${sha256}.records`);
  }
}

function expectHash(info: SplitInfo, sha256: string): void {
  if (sha256 === info.sha256) return;
  throw new LockstepError(
    'BAD_DATA',
    `the data arrived damaged: its sha256 is ${sha256}, the coordinator announced ${info.sha256}`,
    { hint: 'Start the worker again; if it happens again, check the network and the memory' },
  );
}

async function* contentOf(file: FileHandle, hash: SplitHash): Pieces {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES);
    if (bytesRead === 0) return;
    const piece = buffer.subarray(0, bytesRead);
    hash.update(piece);
    yield piece;
  }
}
