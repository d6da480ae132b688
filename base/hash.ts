import { createHash } from 'node:crypto';

/** sha256 of a text: equal lengths make a constant-time comparison of secrets possible. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
