import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '../../api/data.ts';
import { emptySplit, hashOf } from '../../datasets/records.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';

type SplitInfo = lockstep.v1.SplitInfo.$Properties;

/** Splits on this machine's disk, by content hash, shared by all its workers and runs. */
export class SplitCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The split with the hash of `info`; undefined where it is not there or damaged. */
  async get(info: SplitInfo): Promise<Split | undefined> {
    const split = emptySplit(info, info.length ?? 0);
    const content = await readFile(this.#path(info)).catch(() => undefined);
    let offset = 0;
    for (const { values } of split.columns) {
      const bytes = content?.subarray(offset, offset + values.byteLength);
      if (bytes?.byteLength !== values.byteLength) return undefined;
      new Uint8Array(values.buffer).set(bytes);
      offset += values.byteLength;
    }
    return hashOf(split) === info.sha256 ? split : undefined;
  }

  /** Keeps a split; a disk that refuses costs nothing but the next run's time. */
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
      await rm(aside, { force: true });
    }
  }

  #path({ sha256 }: SplitInfo): string {
    return join(this.#folder, `${sha256}.records`);
  }
}
