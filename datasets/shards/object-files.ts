/** Packs in object storage: how one comes there, and how its records are read there. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStorage } from '../sources/object-storage.ts';
import { CUT_OFF, damaged, MANIFEST, type PackFile, type PackFiles } from './pack-files.ts';

/**
 * Bytes that are fetched at once and kept. Records of a hundred bytes are not fetched one by one then, and of a picture of
 * 100 kB not much is fetched in vain.
 */
export const BLOCK_BYTES = 256 * 1024;

/** Keeps blocks by file and number, as far as it has room. */
export interface BlockCache {
  /** Whether nothing more is kept. */
  readonly isFull: boolean;
  get(file: string, block: number): Promise<Buffer | undefined>;
  put(file: string, blocks: readonly number[], contents: readonly Uint8Array[]): Promise<void>;
}

/**
 * The files of a pack in object storage. What the cache has room for is fetched in blocks and kept; what it has not is
 * fetched as it is asked for. Reading fails as the storage does.
 * @param storage at the pack's place, which is closed with the files
 */
export function objectFiles(name: string, storage: ObjectStorage, cache?: BlockCache): PackFiles {
  const closed = new AbortController();
  const { signal } = closed;
  return {
    name,
    placeOf: (file) => `${storage.address}/${file}`,
    manifest: async () => (await storage.read(MANIFEST, signal))?.text,
    async open(file, bytes) {
      const object = new PackObject(file, bytes, storage, cache, signal);
      return { fill: (into, position) => object.fill(into, position), close: async () => {} };
    },
    close() {
      closed.abort();
      storage.close();
    },
  };
}

class PackObject implements Omit<PackFile, 'close'> {
  readonly #file: string;
  readonly #bytes: number;
  readonly #storage: ObjectStorage;
  readonly #cache: BlockCache | undefined;
  readonly #signal: AbortSignal;
  /** Blocks that are being fetched: who needs one of them too waits for the same. */
  readonly #coming = new Map<number, Promise<Buffer>>();

  constructor(
    file: string,
    bytes: number,
    storage: ObjectStorage,
    cache: BlockCache | undefined,
    signal: AbortSignal,
  ) {
    this.#file = file;
    this.#bytes = bytes;
    this.#storage = storage;
    this.#cache = cache;
    this.#signal = signal;
  }

  async fill(into: Buffer, position: number): Promise<boolean> {
    const end = position + into.byteLength;
    if (end > this.#bytes) return false;
    const first = Math.floor(position / BLOCK_BYTES);
    const length = Math.ceil(end / BLOCK_BYTES) - first;
    const blocks = await Promise.all(Array.from({ length }, (_, i) => this.#block(first + i)));
    if (blocks.includes(undefined)) {
      into.set(await this.#fetch(position, end));
      return true;
    }
    for (const [i, block] of blocks.entries()) {
      const start = (first + i) * BLOCK_BYTES;
      into.set(block!.subarray(Math.max(0, position - start), end - start), Math.max(0, start - position));
    }
    return true;
  }

  /** A block that is kept, or will be; undefined where there is no room for it. */
  async #block(number: number): Promise<Buffer | undefined> {
    const kept = this.#coming.get(number) ?? (await this.#cache?.get(this.#file, number));
    if (kept) return kept;
    const coming = this.#coming.get(number);
    if (coming) return coming;
    if (!this.#cache || this.#cache.isFull) return undefined;
    const fetching = this.#fetchBlock(number, this.#cache);
    this.#coming.set(number, fetching);
    try {
      return await fetching;
    } finally {
      this.#coming.delete(number);
    }
  }

  async #fetchBlock(number: number, cache: BlockCache): Promise<Buffer> {
    const start = number * BLOCK_BYTES;
    const block = await this.#fetch(start, Math.min(start + BLOCK_BYTES, this.#bytes));
    await cache.put(this.#file, [number], [block]);
    return block;
  }

  /** @throws LockstepError STORAGE where the object has less, or as the storage does */
  async #fetch(start: number, end: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#storage.open(this.#file, start, end, this.#signal)) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    if (bytes.byteLength === end - start) return bytes;
    throw damaged(`${this.#storage.address}/${this.#file}`, CUT_OFF);
  }
}

/**
 * Brings a pack to object storage. What is there already is not sent again, and the manifest comes last, so that nobody
 * finds a pack that is not whole.
 * @param folder of the pack
 * @throws as the storage does
 */
export async function publishPack(
  folder: string,
  storage: ObjectStorage,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<void> {
  if (await storage.read(MANIFEST, signal)) return;
  const there = new Set(await storage.keys('', signal));
  const shards = (await readdir(folder)).filter((name) => /\.(shard|ends)$/.test(name)).sort();
  for (const [done, name] of [...shards, MANIFEST].entries()) {
    onProgress(done, shards.length + 1);
    if (!there.has(name)) await storage.put(name, createReadStream(join(folder, name)), signal);
  }
}
