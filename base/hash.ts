import { createHash } from 'node:crypto';

/** sha256 of a text, 32 bytes. Hashes of secrets have equal lengths, so they can be compared in constant time. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
