/** Arrays that NumPy itself wrote, sample by sample. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { localFile } from '../sources/local.ts';
import type { NumberArray } from './npy.ts';
import { npzRows } from './npz-rows.ts';

/**
 * By NumPy 2.4.6: `numpy.savez_compressed` of
 *
 *     h   = array([[0.1, -0.0, 65504, 6e-8], [1/3, 2**-14, -1.5, 2049]], float16)
 *     big = h.astype('>f2')
 *     f   = asfortranarray(arange(24, dtype=int16).reshape(2, 3, 4) - 5)
 *     ff  = asfortranarray(array([[0.1, 1e-7, -3.75], [7.0, 2.5, 1e5]], float16))
 */
const WRITTEN =
  'UEsDBC0AAAAIAAAAIQDWNzBo//////////8FABQAaC5ucHkBABAAkAAAAAAAAABWAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqSuo6' +
  'Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CiaaOgq1CmQDrjQ9hob/1YwMoaYMLAz7GDIAUEsDBC0AAAAIAAAAIQAqvTsT////////' +
  '//8HABQAYmlnLm5weQEAEACQAAAAAAAAAFYAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpdmpK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4Fih' +
  'dnJBakAvkaRjoKJpo6CrUKZAMuvbQGhur/DIymoSwM+xgyGABQSwMELQAAAAgAAAAhACkDqaX//////////wUAFABmLm5weQEAEACwAAAAAAAA' +
  'AHkAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNppK6joJ6WX1RSlJgXn1+UkgoSDykqTQUKF2ckFqQCuRpGOgrGOgommjoKtQpkAq7f/9' +
  'kZ/v/nZmBm4Gf485+DgYGBh4GFQYDh739OBkYGXgZWBkGGf/+5GJgY+BjYGIQYAFBLAwQtAAAACAAAACEA1QcsGv//////////BgAUAGZmLm5w' +
  'eQEAEACMAAAAAAAAAFEAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmpK6joJ6WX1RSlJgXn1+UkgoSDykqTQUKF2ckFqQCuRpGOgrGmj' +
  'oKtQrkA640PQZ3JgYGx4bDDDUAUEsBAi0DLQAAAAgAAAAhANY3MGhWAAAAkAAAAAUAAAAAAAAAAAAAAIABAAAAAGgubnB5UEsBAi0DLQAAAAgA' +
  'AAAhACq9OxNWAAAAkAAAAAcAAAAAAAAAAAAAAIABjQAAAGJpZy5ucHlQSwECLQMtAAAACAAAACEAKQOppXkAAACwAAAABQAAAAAAAAAAAAAAgA' +
  'EcAQAAZi5ucHlQSwECLQMtAAAACAAAACEA1QcsGlEAAACMAAAABgAAAAAAAAAAAAAAgAHMAQAAZmYubnB5UEsFBgAAAAAEAAQAzwAAAFUCAAAA' +
  'AA==';

/** As `array.astype(float64).tolist()` prints them; the smallest is 5.960464477539063e-08. */
const HALVES = [
  [0.0999755859375, -0, 65504, 2 ** -24],
  [0.333251953125, 6.103515625e-5, -1.5, 2048],
];

async function samplesOf(name: string): Promise<number[][]> {
  const path = join(temporaryFolder(), 't.npz');
  writeFileSync(path, Buffer.from(WRITTEN, 'base64'));
  const samples: number[][] = [];
  for await (const { cells } of npzRows(await localFile(path), [name])()) {
    samples.push([...(cells[name] as NumberArray).values]);
  }
  return samples;
}

test.each(['h', 'big'])('float16 becomes the same number in float32: %s', async (name) => {
  expect(await samplesOf(name)).toEqual(HALVES);
});

test('an array in column-major order has the samples that NumPy indexes', async () => {
  expect(await samplesOf('f')).toEqual([
    [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6],
    [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
  ]);
  expect(await samplesOf('ff')).toEqual([
    [0.0999755859375, 1.1920928955078125e-7, -3.75],
    [7, 2.5, Number.POSITIVE_INFINITY],
  ]);
});
