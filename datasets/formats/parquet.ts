import { basename } from 'node:path';
import { LockstepError } from '../../base/errors.ts';
import type { Row, Rows } from './rows.ts';

/** The rows of a Parquet file, one row group in memory at a time. @throws LockstepError BAD_DATA, when it is read */
export function parquetRows(path: string): Rows {
  return async function* (signal) {
    const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
    const { compressors } = await import('hyparquet-compressors');
    try {
      const file = await asyncBufferFromFile(path);
      const metadata = await parquetMetadataAsync(file);
      let rowStart = 0;
      for (const group of metadata.row_groups) {
        signal?.throwIfAborted();
        const rowEnd = rowStart + Number(group.num_rows);
        const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors });
        for (const [i, cells] of rows.entries()) {
          yield { at: `${basename(path)} row ${rowStart + i + 1}`, cells } satisfies Row;
        }
        rowStart = rowEnd;
      }
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new LockstepError(
        'BAD_DATA',
        `${path} is not a readable Parquet file: ${(cause as Error).message}`,
        {
          hint: 'Write the file again',
          cause,
        },
      );
    }
  };
}
