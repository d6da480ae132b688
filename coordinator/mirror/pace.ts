import { setTimeout as delay } from 'node:timers/promises';

/** The same pieces, at most so many bytes a second on average. @throws the signal's reason */
export async function* paced(
  pieces: AsyncIterable<Uint8Array>,
  bytesPerSecond: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield piece;
    if (bytesPerSecond) await delay((1000 * piece.byteLength) / bytesPerSecond, undefined, { signal });
  }
}
