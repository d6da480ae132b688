import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '../../api/data.ts';
import { cut } from '../../base/chunks.ts';
import { emptySplit, hashOf } from '../../datasets/records.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';

type SplitInfo = lockstep.v1.SplitInfo.$Properties;

/** Bytes read at a time. */
const PIECE_BYTES = 64 * 1024 ** 2;

/** Splits on this machine's disk, named by their content hash, for all its workers and runs. */
export class SplitCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The split with the hash of `info`; undefined where it is missing or damaged. */
  async get(info: SplitInfo): Promise<Split | undefined> {
    const file = await open(this.#path(info)).catch(() => undefined);
    if (!file) return undefined;
    const split = emptySplit(info, info.length ?? 0);
    try {
      // Read into place: a set may be larger than one buffer, and memory should hold it once.
      for (const { values } of split.columns) {
        for (const piece of cut([new Uint8Array(values.buffer)], PIECE_BYTES)) {
          if (!(await filled(file, piece))) return undefined;
        }
      }
    } catch {
      return undefined;
    } finally {
      await file.close();
    }
    return hashOf(split) === info.sha256 ? split : undefined;
  }

  /** Stores a split. A disk that refuses is no error: the next run downloads the split again. */
  async put(info: SplitInfo, split: Split): Promise<void> {
    const aside = join(this.#folder, `${randomUUID()}.part`);
    try {
      await mkdir(this.#folder, { recursive: true });
      const file = await open(aside, 'wx');
      try {
        for (const { values } of split.columns) await file.writeFile(new Uint8Array(values.buffer));
      } finally {
        await file.close();
      }
      await rename(aside, this.#path(info));
    } catch {
      await rm(aside, { force: true }).catch(() => undefined);
    }
  }

  #path({ sha256 }: SplitInfo): string {
    return join(this.#folder, `${sha256}.records`);
  }
}

/** Whether the next bytes of a file fill `target`. */
async function filled(file: FileHandle, target: Uint8Array): Promise<boolean> {
  for (let at = 0; at < target.byteLength; ) {
    const { bytesRead } = await file.read(target, at);
    if (bytesRead === 0) return false;
    at += bytesRead;
  }
  return true;
}
