import { gunzipSync } from 'node:zlib';
import { LockstepError } from '../../base/errors.ts';

export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** Largest file accepted, in bytes, once unpacked. */
const MAX_BYTES = 4 * 1024 ** 3 - 1;

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file of unsigned bytes, gzipped or not (format: yann.lecun.com/exdb/mnist).
 * @param path only names the file in errors
 * @throws LockstepError BAD_DATA for a wrong magic number, a wrong length or a damaged archive
 */
export function parseIdx(content: Uint8Array, path: string): IdxArray {
  const bytes = unpack(content, path);
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
  const header = 4 + 4 * dimensions;
  if (bytes.length < header) throw bad(path, 'is cut off in its header');
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = shape.reduce((product, size) => product * size, 1);
  if (bytes.length - header !== expected) {
    throw bad(
      path,
      `has ${bytes.length - header} bytes of values; its header says ${shape.join(' x ')} = ${expected}`,
    );
  }
  return { shape, values: new Uint8Array(bytes.subarray(header)) };
}

function unpack(content: Uint8Array, path: string): Uint8Array {
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return gunzipSync(content, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    throw bad(path, `cannot be unpacked (${(cause as Error).message})`, cause);
  }
}

function bad(path: string, what: string, cause?: unknown): LockstepError {
  return new LockstepError('BAD_DATA', `${path} ${what}`, { mend: 'Fetch the file again', cause });
}
