import { Readable } from 'node:stream';
import { LockstepError } from '../../base/errors.ts';

/** A row of a table, as a file holds it. */
export interface Row {
  /** Where it stands, for a message: `penguins.csv line 3`. */
  readonly at: string;
  readonly cells: Readonly<Record<string, unknown>>;
  /** Why it cannot be used, where the file itself shows it: it has a cell too many, say. */
  readonly fault?: BadRow;
}

/** A row that cannot be used, and why. */
export class BadRow extends LockstepError {
  constructor(message: string, hint?: string) {
    super('BAD_DATA', message, hint === undefined ? {} : { hint });
  }
}

/** The row, which the file shows to be whole. @throws BadRow where it is not */
export function wholeRow(row: Row): Row {
  if (row.fault) throw row.fault;
  return row;
}

/** Reads a table from its start, each time that it is called. Rows come in the order of the file. */
export type Rows = (signal?: AbortSignal) => AsyncIterable<Row>;

/** Bytes that can be read from their start, again and again. */
export interface Source {
  /** For messages. */
  readonly name: string;
  open(signal?: AbortSignal): Readable;
}

export function memorySource(name: string, content: Uint8Array): Source {
  return { name, open: () => Readable.from([content]) };
}

/** How gzip begins, read as a text. */
const GZIP = '\u001f\ufffd';

/**
 * Bytes that are no UTF-8 are read as U+FFFD, so that several names would become one.
 * @throws LockstepError BAD_DATA for a text that has it
 */
export function expectText(text: string, at: string): void {
  if (!text.includes('\ufffd')) return;
  if (text.startsWith(GZIP)) {
    throw new LockstepError('BAD_DATA', `${at} is compressed by gzip`, { hint: 'Unpack it first: gunzip' });
  }
  throw new LockstepError('BAD_DATA', `${at} is not UTF-8`, {
    hint: 'Write the file as UTF-8: iconv -f latin1 -t utf-8, say',
  });
}
