import type { SchemaElement } from 'hyparquet';
import { LockstepError } from '../../base/errors.ts';
import { bytesOfFile, type SourceFile } from '../sources/file.ts';
import type { Row, Rows } from './rows.ts';

/** The rows of a Parquet file, one row group in memory at a time. @throws LockstepError BAD_DATA, when it is read */
export function parquetRows(source: SourceFile): Rows {
  return async function* (signal) {
    const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
    const { compressors } = await import('hyparquet-compressors');
    try {
      const file = {
        byteLength: source.bytes,
        slice: async (start: number, end = source.bytes) => {
          // A negative start counts from the end, as of an ArrayBuffer.
          const from = start < 0 ? source.bytes + start : start;
          const { buffer, byteOffset, byteLength } = await bytesOfFile(source, { start: from, end }, signal);
          return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
        },
      };
      const metadata = await parquetMetadataAsync(file);
      const times = timesIn(metadata.schema);
      let rowStart = 0;
      for (const group of metadata.row_groups) {
        signal?.throwIfAborted();
        const rowEnd = rowStart + Number(group.num_rows);
        const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors, utf8: false });
        for (const [i, cells] of rows.entries()) {
          const plain = Object.entries(cells).map(([name, cell]) => [name, plainOf(cell, times.get(name))]);
          yield {
            at: `${source.name} row ${rowStart + i + 1}`,
            cells: Object.fromEntries(plain),
          } satisfies Row;
        }
        rowStart = rowEnd;
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
