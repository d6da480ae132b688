import { Readable } from 'node:stream';

/** A row of a table, as a file holds it. */
export interface Row {
  /** Where it stands, for a message: `penguins.csv line 3`. */
  readonly at: string;
  readonly cells: Readonly<Record<string, unknown>>;
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
