import { createHash } from 'node:crypto';
import type { Chunks } from './chunks.ts';

/** sha256 of a text, 32 bytes. Hashes of secrets have equal lengths, so they can be compared in constant time. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** sha256 of a content, hex. */
export function contentSha256(chunks: Chunks): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
