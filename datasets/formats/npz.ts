import { LockstepError } from '../../base/errors.ts';
import { unzip } from '../../base/unzip.ts';
import { type PickledObject, readPickle } from './pickle.ts';

/**
 * The members of a numpy archive (.npz), each as its numbers or, for arrays of objects, its lists: of integers as an Int32Array.
 * @throws LockstepError BAD_DATA for anything that is not such an archive
 */
export async function readNpz(path: string): Promise<Map<string, ArrayLike<unknown>>> {
  const arrays = new Map<string, ArrayLike<unknown>>();
  for (const [name, content] of await unzip(path)) {
    arrays.set(name.replace(/\.npy$/, ''), parseNpy(content, `${path}:${name}`));
  }
  return arrays;
}

/** Bytes of a header that are looked at. */
const MOST_HEADER = 65_536;

/** Reads the .npy format (numpy.lib.format), versions 1 to 3, one dimension. */
export function parseNpy(bytes: Uint8Array, path: string): ArrayLike<unknown> {
  const bad = (what: string) =>
    new LockstepError('BAD_DATA', `${path} ${what}`, { hint: 'Fetch the file again' });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== '\x93NUMPY') {
    throw bad('is not an .npy array');
  }
  const start = bytes[6] === 1 ? 10 : 12;
  const end = start + (start === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  const header = Buffer.from(bytes.subarray(start, Math.min(end, start + MOST_HEADER))).toString('latin1');
  const type = /'descr': *'([^']+)'/.exec(header)?.[1];
  const length = Number(/'shape': *\((\d+),\)/.exec(header)?.[1]);
  if (!type || !Number.isSafeInteger(length)) throw bad(`has a header we cannot read: ${header.trim()}`);
  const body = bytes.subarray(end);
  if (type === '|O') {
    const items = ((readPickle(body, path) as PickledObject | null)?.state as unknown[] | undefined)?.[4];
    if (!Array.isArray(items) || items.length !== length) throw bad(`does not hold ${length} objects`);
    return items;
  }
  const values = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const readers: Record<string, [width: number, read: (offset: number) => number]> = {
    '<i8': [8, (offset) => Number(values.getBigInt64(offset, true))],
    '<i4': [4, (offset) => values.getInt32(offset, true)],
    '|u1': [1, (offset) => body[offset]!],
  };
  const [width, read] = readers[type] ?? [];
  if (!width || !read) throw bad(`holds numbers of type ${type}`);
  if (body.length !== width * length) throw bad(`has ${body.length} bytes for ${length} numbers`);
  return Array.from({ length }, (_, i) => read(i * width));
}
