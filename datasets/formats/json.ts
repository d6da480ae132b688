import { extname } from 'node:path';
import { LockstepError } from '../../base/errors.ts';
import { numberedLines } from './lines.ts';
import { BadRow, expectText, type Row, type Rows, type Source } from './rows.ts';

/** Largest `.json` file accepted, in bytes: it is read as a whole, where `.jsonl` is read line by line. */
const MAX_ARRAY_BYTES = 256 * 1024 ** 2;

/**
 * The rows of a file with one JSON object a line, or of a `.json` file that holds an array of objects.
 * A line or item that is no object is a row with a fault.
 * @throws LockstepError BAD_DATA that names the file, when it is read
 */
export function jsonRows(source: Source): Rows {
  return extname(source.name) === '.json' ? arrayRows(source) : lineRows(source);
}

function lineRows(source: Source): Rows {
  return async function* (signal) {
    for await (const { line, at } of numberedLines(source, signal)) {
      if (line.trim() !== '') yield rowOf(at, () => parsed(line, at));
    }
  };
}

function arrayRows({ name, open }: Source): Rows {
  return async function* (signal) {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of open(signal)) {
      parts.push(part);
      bytes += part.length;
      if (bytes <= MAX_ARRAY_BYTES) continue;
      throw new LockstepError('BAD_DATA', `${name} is larger than ${MAX_ARRAY_BYTES} bytes`, {
        hint: 'Write one object a line into a .jsonl file, which is read line by line',
      });
    }
    const items = parsed(Buffer.concat(parts).toString(), name);
    if (!Array.isArray(items)) {
      throw new LockstepError('BAD_DATA', `${name} is not an array of objects`, {
        hint: 'Write [{...}, {...}], or one object a line into a .jsonl file',
      });
    }
    for (const [i, item] of items.entries()) {
      const at = `${name} item ${i + 1}`;
      yield rowOf(at, () => item);
    }
  };
}

/** The row of an object. What is none, or no JSON, is a row with a fault. */
function rowOf(at: string, itemOf: () => unknown): Row {
  try {
    return { at, cells: expectObject(itemOf(), at) };
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    return { at, cells: {}, fault: error };
  }
}

function parsed(text: string, at: string): unknown {
  expectText(text, at);
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new BadRow(`${at} is not JSON: ${(cause as Error).message}`, 'Correct it');
  }
}

function expectObject(item: unknown, at: string): Row['cells'] {
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) return item as Row['cells'];
  throw new BadRow(`${at} is not an object`, 'Name the values: {"column": value}');
}
