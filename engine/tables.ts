import { sizeOf } from '../base/arrays.ts';

/** A variable in the gradients of a flat buffer: `count` rows from number `start` on, each of `width` numbers. */
export interface Table {
  readonly start: number;
  readonly count: number;
  readonly width: number;
}

const FEWEST_ROWS = 32;
/** Fewest numbers of a table: 256 KiB, less than which is not worth a look. */
const LEAST = 64 * 1024;

/**
 * The variables whose gradients may have enough rows of zeros that it pays not to send them: large ones with many rows, as
 * embeddings have, and layers behind an input that is often zero.
 * @param shapes of the variables, in the order of the gradients
 */
export function tablesOf(shapes: readonly (readonly number[])[]): readonly Table[] {
  const tables: Table[] = [];
  let start = 0;
  for (const [count = 1, ...rest] of shapes) {
    const width = sizeOf(rest);
    if (rest.length > 0 && count >= FEWEST_ROWS && count * width >= LEAST)
      tables.push({ start, count, width });
    start += count * width;
  }
  return tables;
}
