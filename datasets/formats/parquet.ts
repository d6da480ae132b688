import type { AsyncBuffer, ColumnChunk, RowGroup, SchemaElement, SchemaTree } from 'hyparquet';
import { LockstepError } from '../../base/errors.ts';
import type { SourceFile } from '../sources/file.ts';
import type { Row, Rows } from './rows.ts';

/** Most that is decoded at once, in bytes as the file counts them; as rows in memory they are several times as many. */
const WINDOW_BYTES = 4 * 1024 ** 2;
/** Most of a row group that is held in memory, in bytes. */
const MOST_HELD_BYTES = 128 * 1024 ** 2;

/**
 * The rows of a Parquet file, some of a row group in memory at a time.
 * @param used names of columns; of others, those of lists and objects are left out. Left out: all are used
 * @throws LockstepError BAD_DATA, when it is read, also for a row group that would take too much memory
 */
export function parquetRows(source: SourceFile, used?: readonly string[]): Rows {
  return async function* (signal) {
    const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet');
    const { compressors } = await import('hyparquet-compressors');
    try {
      const file = fileOf(source, signal);
      const metadata = await parquetMetadataAsync(file);
      const times = timesIn(metadata.schema);
      const columns = columnsIn(parquetSchema(metadata), used);
      let rowStart = 0;
      for (const [g, group] of metadata.row_groups.entries()) {
        const { rows: most, heldBytes, hasIndex } = windowOf(group, columns);
        if (heldBytes > MOST_HELD_BYTES) throw tooLarge(`${source.name}: row group ${g + 1}`, heldBytes);
        // Without an index of its pages a column is read whole, once, and decoded window by window.
        const from = hasIndex ? file : keeping(file);
        const groupEnd = rowStart + Number(group.num_rows);
        while (rowStart < groupEnd) {
          signal?.throwIfAborted();
          const rowEnd = Math.min(groupEnd, rowStart + most);
          const range = { rowStart, rowEnd, columns: [...columns], useOffsetIndex: hasIndex };
          const rows = await parquetReadObjects({ file: from, metadata, ...range, compressors, utf8: false });
          for (const [i, cells] of rows.entries()) {
            const plain = Object.entries(cells).map(([name, cell]) => [name, plainOf(cell, times.get(name))]);
            yield {
              at: `${source.name} row ${rowStart + i + 1}`,
              cells: Object.fromEntries(plain),
            } satisfies Row;
          }
          rowStart = rowEnd;
        }
      }
    } catch (cause) {
      if (signal?.aborted || cause instanceof LockstepError) throw cause;
      throw new LockstepError(
        'BAD_DATA',
        `${source.name} is not a readable Parquet file: ${(cause as Error).message}`,
        {
          hint: 'Write the file again',
          cause,
        },
      );
    }
  };
}

export interface Window {
  /** Decoded at once. */
  readonly rows: number;
  /** Of the row group, in memory all the time that it is read. */
  readonly heldBytes: number;
  /** Whether the file says where each page lies. */
  readonly hasIndex: boolean;
}

/** Which of a file's columns are read: those in use, and all that have one value a row. */
function columnsIn({ children }: SchemaTree, used: readonly string[] | undefined): ReadonlySet<string> {
  const isRead = ({ element, children: inner }: SchemaTree) =>
    (inner.length === 0 && element.repetition_type !== 'REPEATED') || !used || used.includes(element.name);
  return new Set(children.filter(isRead).map(({ element }) => element.name));
}

/** How the columns of a row group with some names are read. Pure. */
export function windowOf(
  { columns: all, num_rows, total_byte_size }: RowGroup,
  names?: ReadonlySet<string>,
): Window {
  const columns = all.filter(({ meta_data: about }) => !names || names.has(about?.path_in_schema[0] ?? ''));
  const unread = all.filter((column) => !columns.includes(column));
  const [rows, bytes] = [Number(num_rows), Number(total_byte_size) - unpackedBytes(unread)];
  const windows = Math.ceil(bytes / WINDOW_BYTES);
  const hasIndex = windows > 1 && columns.every(({ offset_index_offset: at }) => at !== undefined);
  const heldBytes = columns.reduce((sum, { meta_data: column }) => {
    // Lists and objects are decoded from a column's start to its end.
    const isNested = (column?.path_in_schema.length ?? 1) > 1;
    if (isNested) return sum + Number(column?.total_uncompressed_size ?? 0);
    return hasIndex ? sum : sum + Number(column?.total_compressed_size ?? 0);
  }, 0);
  return { rows: Math.max(1, Math.ceil(rows / Math.max(1, windows))), heldBytes, hasIndex };
}

function unpackedBytes(columns: readonly ColumnChunk[]): number {
  return columns.reduce((sum, { meta_data: about }) => sum + Number(about?.total_uncompressed_size ?? 0), 0);
}

function tooLarge(what: string, bytes: number): LockstepError {
  const megabytes = (count: number) => `${Math.round(count / 1e6)} MB`;
  return new LockstepError(
    'BAD_DATA',
    `${what} has ${megabytes(bytes)} that are read at once, and ${megabytes(MOST_HELD_BYTES)} are the most`,
    {
      hint: 'Write smaller row groups, or where the pages lie: pyarrow.parquet.write_table(table, path, row_group_size=100_000, write_page_index=True)',
    },
  );
}

/** A file as the library reads it. Columns are asked for all at once; they are read one after another. */
function fileOf(source: SourceFile, signal: AbortSignal | undefined): AsyncBuffer {
  const read = async (start: number, end: number): Promise<ArrayBuffer> => {
    const bytes = new Uint8Array(end - start);
    let at = 0;
    for await (const part of source.open(signal, { start, end }) as AsyncIterable<Buffer>) {
      bytes.set(part, at);
      at += part.byteLength;
    }
    if (at === bytes.byteLength) return bytes.buffer;
    throw new Error(`it ends ${bytes.byteLength - at} bytes too early`);
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    byteLength: source.bytes,
    slice(start, end = source.bytes) {
      // A negative start counts from the end, as of an ArrayBuffer.
      const part = last.then(() => read(start < 0 ? source.bytes + start : start, end));
      last = part.catch(() => undefined);
      return part;
    },
  };
}

/** A file of which each part is read once. */
function keeping({ byteLength, slice }: AsyncBuffer): AsyncBuffer {
  const parts = new Map<string, ReturnType<AsyncBuffer['slice']>>();
  return {
    byteLength,
    slice(start, end) {
      const key = `${start} ${end}`;
      const part = parts.get(key) ?? slice(start, end);
      parts.set(key, part);
      return part;
    },
  };
}

/** How many of a column's units are a second, by the names of columns that hold times of the day. */
function timesIn(schema: readonly SchemaElement[]): ReadonlyMap<string, number> {
  return new Map(
    schema.flatMap(({ name, converted_type: type, logical_type: logical }) => {
      if (logical?.type === 'TIME') return [[name, PER_SECOND[logical.unit]]];
      if (type === 'TIME_MILLIS') return [[name, PER_SECOND.MILLIS]];
      return type === 'TIME_MICROS' ? [[name, PER_SECOND.MICROS]] : [];
    }),
  );
}

const PER_SECOND = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 };
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A time as it is written; bytes that are a text as that text, whether or not the file says so. */
function plainOf(cell: unknown, perSecond: number | undefined): unknown {
  if (perSecond !== undefined && (typeof cell === 'number' || typeof cell === 'bigint')) {
    return new Date((1_000 * Number(cell)) / perSecond).toISOString().slice(11, 19);
  }
  if (!(cell instanceof Uint8Array)) return cell;
  try {
    return UTF8.decode(cell);
  } catch {
    return cell;
  }
}
