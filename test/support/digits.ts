import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Split } from '../../api/data.ts';
import { sfc32 } from '../../base/random.ts';
import { drawDigits } from '../../datasets/stand-ins/digits.ts';

/** Writes drawn digits as the four IDX files of an MNIST folder. @returns the folder */
export function writeDigits(folder: string, train: number, test: number): string {
  mkdirSync(folder, { recursive: true });
  const random = sfc32(3, 4);
  for (const [name, split] of [
    ['train', drawDigits(train, random)],
    ['t10k', drawDigits(test, random)],
  ] as const) {
    writeIdx(folder, name, split);
  }
  return folder;
}

/** Writes a split as MNIST has it. */
export function writeIdx(folder: string, name: 'train' | 't10k', split: Split): void {
  writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx(split, 0));
  writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idx(split, 1));
}

function idx({ length, columns }: Split, column: number): Buffer {
  const { shape, values } = columns[column]!;
  const sizes = [length, ...shape];
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header[2] = 8;
  header[3] = sizes.length;
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([header, values as Uint8Array]);
}
