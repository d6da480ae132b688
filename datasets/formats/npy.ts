import { LockstepError } from '../../base/errors.ts';

/** An array of NumPy's, or a sample of one: numbers in row-major order. */
export interface NumberArray {
  readonly shape: readonly number[];
  /** Whether the file holds integers, of whatever width. */
  readonly integers: boolean;
  /** float64 and integers wider than 32 bits become float64 numbers. */
  readonly values: Uint8Array | Int32Array | Float32Array | Float64Array;
}

type Reader = readonly [width: number, read: (view: DataView, at: number, little: boolean) => number];

/** By NumPy's kind and width; all but bytes are then put into an array of the last column. */
const TYPES: Readonly<Record<string, readonly [Reader, 'uint8' | 'int32' | 'float32' | 'float64']>> = {
  b1: [[1, (view, at) => view.getUint8(at)], 'uint8'],
  u1: [[1, (view, at) => view.getUint8(at)], 'uint8'],
  i1: [[1, (view, at) => view.getInt8(at)], 'int32'],
  u2: [[2, (view, at, little) => view.getUint16(at, little)], 'int32'],
  i2: [[2, (view, at, little) => view.getInt16(at, little)], 'int32'],
  u4: [[4, (view, at, little) => view.getUint32(at, little)], 'float64'],
  i4: [[4, (view, at, little) => view.getInt32(at, little)], 'int32'],
  u8: [[8, (view, at, little) => Number(view.getBigUint64(at, little))], 'float64'],
  i8: [[8, (view, at, little) => Number(view.getBigInt64(at, little))], 'float64'],
  f2: [[2, (view, at, little) => halfOf(view.getUint16(at, little))], 'float32'],
  f4: [[4, (view, at, little) => view.getFloat32(at, little)], 'float32'],
  f8: [[8, (view, at, little) => view.getFloat64(at, little)], 'float64'],
};

/** The number that 16 bits stand for in IEEE 754's binary16; float32 has each of them. */
function halfOf(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits >> 15 === 0 ? 1 : -1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const ARRAYS = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array, float64: Float64Array };

/** What an `.npy` file says before its numbers. */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** Bytes of a number. */
  readonly width: number;
  /** Where the numbers begin. */
  readonly start: number;
  readonly kind: string;
  readonly little: boolean;
  /** Whether the first axis is the fastest (Fortran's order), and not the last. */
  readonly columnMajor: boolean;
}

/**
 * Reads the head of the .npy format (numpy.lib.format), versions 1 to 3, of numbers.
 * @throws LockstepError BAD_DATA for anything else
 */
export function parseNpyHeader(bytes: Uint8Array, path: string): NpyHeader {
  const bad = (what: string, hint: string) => new LockstepError('BAD_DATA', `${path} ${what}`, { hint });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== '\x93NUMPY') {
    throw bad('is not an .npy array', 'Save it by numpy.save or numpy.savez');
  }
  const before = bytes[6] === 1 ? 10 : 12;
  const start = before + (before === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  const header = Buffer.from(bytes.subarray(before, start)).toString('latin1');
  const [, order = '', kind = ''] = /'descr': *'([<>|=])([a-zA-Z]\d+)'/.exec(header) ?? [];
  const shape = /'shape': *\(([^)]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  const known = TYPES[kind];
  if (!known) {
    const said = /'descr': *'([^']{1,40})'/.exec(header)?.[1];
    throw bad(
      `holds ${kind || (said && !said.endsWith('O') ? said : 'objects')}, which are no numbers that a model takes`,
      "Save it as numbers: array.astype('float32')",
    );
  }
  const columnMajor = /'fortran_order': *True/.test(header);
  return { shape, width: known[0][0], start, kind, little: order !== '>', columnMajor };
}

export const areIntegers = ({ kind }: NpyHeader): boolean => !kind.startsWith('f');

/** Numbers as a header says they are written. */
export function valuesOf({ kind, little, width }: NpyHeader, bytes: Uint8Array): NumberArray['values'] {
  const [[, read], type] = TYPES[kind]!;
  const length = bytes.length / width;
  const values = new ARRAYS[type](length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (width === 1 && type === 'uint8') values.set(bytes);
  else for (let i = 0; i < length; i++) values[i] = read(view, i * width, little);
  return values;
}
