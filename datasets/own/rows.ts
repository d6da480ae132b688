import { extname } from 'node:path';
import type { LoadContext } from '../../api/data.ts';
import { csvRows } from '../formats/csv.ts';
import { jsonRows } from '../formats/json.ts';
import { parquetRows } from '../formats/parquet.ts';
import type { Rows } from '../formats/rows.ts';
import { tfrecordRows } from '../formats/tfrecord.ts';
import type { SourceFile } from '../sources/file.ts';
import { findFiles } from '../sources/find.ts';

export type TableFormat = 'csv' | 'json' | 'parquet' | 'tfrecord';

/**
 * Rows of all files that a path stands for, one file after another.
 * @param used columns in use; left out, all are. Others may be missing in the rows
 */
export async function tableRows(
  path: string,
  context: LoadContext,
  format?: TableFormat,
  delimiter?: string,
  used?: readonly string[],
): Promise<Rows> {
  const tables = (await findFiles(path, context)).map((file) => rowsOf(file, format, delimiter, used));
  return async function* (signal) {
    for (const rows of tables) yield* rows(signal);
  };
}

/** Rows of a file, by the ending of its name where `format` does not say it. */
function rowsOf(
  file: SourceFile,
  format: TableFormat | undefined,
  delimiter: string | undefined,
  used: readonly string[] | undefined,
): Rows {
  const ending = extname(file.name).toLowerCase();
  switch (format ?? FORMATS[ending]) {
    case 'parquet':
      return parquetRows(file, used);
    case 'json':
      return jsonRows(file);
    case 'tfrecord':
      return tfrecordRows(file);
    default:
      return csvRows(file, delimiter ?? (ending === '.tsv' ? '\t' : ','));
  }
}

const FORMATS: Readonly<Record<string, TableFormat>> = {
  '.parquet': 'parquet',
  '.json': 'json',
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.tfrecord': 'tfrecord',
  '.tfrecords': 'tfrecord',
};
