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
      let rowStart = 0;
      for (const group of metadata.row_groups) {
        signal?.throwIfAborted();
        const rowEnd = rowStart + Number(group.num_rows);
        const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors });
        for (const [i, cells] of rows.entries()) {
          yield { at: `${source.name} row ${rowStart + i + 1}`, cells } satisfies Row;
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
