import { constants, gunzipSync } from 'node:zlib';
import { sizeOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';

export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** Largest file accepted, in bytes, once unpacked. */
const MAX_BYTES = 4 * 1024 ** 3 - 1;

/** Packed bytes that hold the header for certain; a file name before it is shorter. */
const BEGINNING_BYTES = 4096;

/** Most bytes that are unpacked at once. */
const MOST_AT_ONCE = 64 * 1024 ** 2;

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file of unsigned bytes, gzipped or not (format: yann.lecun.com/exdb/mnist).
 * @param path only names the file in errors
 * @throws LockstepError BAD_DATA for a wrong magic number, a wrong length or a damaged archive
 */
export function parseIdx(content: Uint8Array, path: string): IdxArray {
  const { shape, length } = headerOf(beginningOf(content, path), path);
  const expected = sizeOf(shape);
  const wrong = (there: string) =>
    bad(path, `has ${there} bytes of values; its header says ${shape.join(' x ')} = ${expected}`);
  if (expected > MAX_BYTES) throw wrong('not so many');
  const bytes = unpack(content, path, length + expected);
  if (bytes === undefined) throw wrong('more');
  if (bytes.length - length !== expected) throw wrong(String(bytes.length - length));
  return { shape, values: new Uint8Array(bytes.buffer, bytes.byteOffset + length, expected) };
}

function headerOf(bytes: Uint8Array, path: string): { shape: number[]; length: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [zero, alsoZero, type, dimensions] = bytes;
  if (
    bytes.length < 4 ||
    zero !== 0 ||
    alsoZero !== 0 ||
    type !== UNSIGNED_BYTE ||
    !dimensions ||
    dimensions > 4
  ) {
    const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex');
    throw bad(path, `is not an IDX file of bytes (it begins with ${magic || 'nothing'})`);
  }
  const length = 4 + 4 * dimensions;
  if (bytes.length < length) throw bad(path, 'is cut off in its header');
  return { shape: Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i)), length };
}

function isPacked(content: Uint8Array): boolean {
  return content[0] === 0x1f && content[1] === 0x8b;
}

/** Enough of the file for its header, before it is known how large it may grow. */
function beginningOf(content: Uint8Array, path: string): Uint8Array {
  if (!isPacked(content)) return content;
  try {
    return gunzipSync(content.subarray(0, BEGINNING_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw bad(path, `cannot be unpacked (${(cause as Error).message})`, cause);
  }
}

/** Undefined where there is more in it than `most` bytes. */
function unpack(content: Uint8Array, path: string, most: number): Uint8Array | undefined {
  if (!isPacked(content)) return content;
  try {
    // In one piece: Node's own are of 16 KB, and put together afterwards.
    const chunkSize = Math.max(constants.Z_MIN_CHUNK, Math.min(most, MOST_AT_ONCE));
    return gunzipSync(content, { maxOutputLength: most, chunkSize });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw bad(path, `cannot be unpacked (${(cause as Error).message})`, cause);
  }
}

function bad(path: string, what: string, cause?: unknown): LockstepError {
  return new LockstepError('BAD_DATA', `${path} ${what}`, { hint: 'Fetch the file again', cause });
}
