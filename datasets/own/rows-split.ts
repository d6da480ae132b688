/** The rows of a table, cut into splits. */
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadContext, Split, SplitName } from '../../api/data.ts';
import type { SplitOptions } from '../../api/file-options.ts';
import { LockstepError } from '../../base/errors.ts';
import { csvRows } from '../formats/csv.ts';
import { jsonRows } from '../formats/json.ts';
import { parquetRows } from '../formats/parquet.ts';
import { fileSource, type Row, type Rows } from '../formats/rows.ts';
import { BadRow } from '../preparation/table.ts';
import { type ColumnBuilder, splitOf } from './builder.ts';
import { hasShares, type Splits, splitOfRows, splitSources } from './split.ts';

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

/** The rows of all splits; `skipped` counts those that could not be used. */
export class SplitRows {
  readonly skipped: Record<SplitName, number> = { train: 0, validation: 0, test: 0 };
  /** The first row that was left out, and why. */
  firstSkipped: string | undefined;
  readonly #first: Rows;
  /** Sources of splits that have one of their own. */
  readonly #own: Readonly<Partial<Record<SplitName, Rows>>>;
  readonly #splitOf: (row: number) => SplitName;
  readonly #skips: boolean;

  private constructor(
    first: Rows,
    own: Readonly<Partial<Record<SplitName, Rows>>>,
    splitOf: (row: number) => SplitName,
    skips: boolean,
  ) {
    this.#first = first;
    this.#own = own;
    this.#splitOf = splitOf;
    this.#skips = skips;
  }

  /** Counts the rows where a share of them is held out. @param open rows of another source, by its path */
  static async open(
    first: Rows,
    options: SplitOptions,
    open: (path: string) => Rows,
    signal?: AbortSignal,
  ): Promise<SplitRows> {
    const sources = splitSources(options);
    const own: Partial<Record<SplitName, Rows>> = {};
    for (const name of ['validation', 'test'] as const) {
      const source = sources[name];
      if ('path' in source) own[name] = open(source.path);
    }
    let count = 0;
    if (hasShares(sources)) for await (const _ of first(signal)) count++;
    return new SplitRows(first, own, splitOfRows(count, sources), options.onBadRow === 'skip');
  }

  /**
   * Hands each row of a split to `use`, in order.
   * @throws what `use` throws; a `BadRow` only where such rows are not to be left out
   */
  async each(split: SplitName, use: (row: Row) => void, signal?: AbortSignal, counts = false): Promise<void> {
    const own = this.#own[split];
    let number = 0;
    for await (const row of (own ?? this.#first)(signal)) {
      if (!own && this.#splitOf(number++) !== split) continue;
      try {
        use(row);
      } catch (error) {
        if (!this.#skips || !(error instanceof BadRow)) throw error;
        if (counts) this.skipped[split]++;
        this.firstSkipped ??= error.message;
      }
    }
  }

  /** All splits, each row of them encoded by `put`; no validation split where the options say of none. */
  async encode<Builders extends readonly ColumnBuilder[]>(
    builders: () => Builders,
    put: (row: Row, builders: Builders) => void,
    signal?: AbortSignal,
  ): Promise<Splits> {
    const one = async (split: SplitName): Promise<Split> => {
      const into = builders();
      await this.each(split, (row) => put(row, into), signal, true);
      return splitOf(into);
    };
    const [train, validation, test] = [await one('train'), await one('validation'), await one('test')];
    return { train, test, ...(validation.length > 0 && { validation }) };
  }
}
