import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadContext } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import { csvRows } from '../formats/csv.ts';
import { jsonRows } from '../formats/json.ts';
import { parquetRows } from '../formats/parquet.ts';
import { fileSource, type Rows } from '../formats/rows.ts';

/** Small sets that come with the built-in jobs; the compiled files lie one level deeper than their sources. */
const OURS = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../jobs/data/' : '../../../jobs/data/', import.meta.url),
);

/**
 * A path that a job says, found: in `--data-dir`, or without one where the run is started; else among the sets that
 * come with the built-in jobs.
 * @throws LockstepError BAD_DATA when nothing is there
 */
export function findPath(path: string, { dataDir }: Pick<LoadContext, 'dataDir'>): string {
  const first = resolve(dataDir ?? '.', path);
  const found = [first, resolve(OURS, path)].find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  const where = dataDir === undefined ? 'the folder that the run is started in' : '--data-dir';
  throw new LockstepError('BAD_DATA', `${first} is missing`, {
    hint: `Paths of a job are relative to ${where}`,
  });
}

/** Rows of a file, by the ending of its name where `format` does not say it. */
export function rowsOf(
  path: string,
  format: 'csv' | 'json' | 'parquet' | undefined,
  delimiter?: string,
): Rows {
  const ending = extname(path).toLowerCase();
  if (format === 'parquet' || ending === '.parquet') return parquetRows(path);
  if (format === 'json' || ['.json', '.jsonl', '.ndjson'].includes(ending)) return jsonRows(fileSource(path));
  return csvRows(fileSource(path), delimiter ?? (ending === '.tsv' ? '\t' : ','));
}
