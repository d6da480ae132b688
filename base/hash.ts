import { createHash } from 'node:crypto';
import type { Chunks } from './chunks.ts';

/** sha256 of a text, 32 bytes. Hashes of secrets have equal lengths, so they can be compared in constant time. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Most bytes that are hashed at once: Node takes less than 2 GiB. */
const MOST_BYTES = 1024 ** 3;

/** sha256 of a content, hex; its chunks may have any size. */
export function contentSha256(chunks: Chunks, mostBytes = MOST_BYTES): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength; at += mostBytes) hash.update(chunk.subarray(at, at + mostBytes));
  }
  return hash.digest('hex');
}
