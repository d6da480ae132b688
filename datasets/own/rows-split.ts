/** The rows of a table, cut into training and test. */
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadContext } from '../../api/data.ts';
import type { SplitOptions } from '../../api/file-options.ts';
import { LockstepError } from '../../base/errors.ts';
import { csvRows } from '../formats/csv.ts';
import { jsonRows } from '../formats/json.ts';
import { parquetRows } from '../formats/parquet.ts';
import { fileSource, type Row, type Rows } from '../formats/rows.ts';
import { BadRow } from '../preparation/table.ts';
import { DEFAULT_TEST, testRows } from './split.ts';

export type SplitName = 'train' | 'test';

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

/** The rows of both splits; `skipped` counts those that could not be used. */
export class SplitRows {
  readonly skipped: Record<SplitName, number> = { train: 0, test: 0 };
  /** The first row that was left out, and why. */
  firstSkipped: string | undefined;
  readonly #train: Rows;
  readonly #test: Rows | undefined;
  readonly #isTest: Uint8Array;
  readonly #skips: boolean;

  private constructor(train: Rows, test: Rows | undefined, isTest: Uint8Array, skips: boolean) {
    this.#train = train;
    this.#test = test;
    this.#isTest = isTest;
    this.#skips = skips;
  }

  /** Counts the rows where a share of them is the test. */
  static async open(
    train: Rows,
    { test = DEFAULT_TEST, onBadRow = 'error' }: SplitOptions,
    openTest: (path: string) => Rows,
    signal?: AbortSignal,
  ): Promise<SplitRows> {
    const skips = onBadRow === 'skip';
    if (typeof test === 'string') return new SplitRows(train, openTest(test), new Uint8Array(), skips);
    if (!(test >= 0 && test < 1)) {
      throw new LockstepError('BAD_INPUT', `test: ${test} is not a share of the rows`, {
        hint: 'Give a number from 0 to below 1, or the path of the test rows',
      });
    }
    let count = 0;
    for await (const _ of train(signal)) count++;
    return new SplitRows(train, undefined, testRows(count, test), skips);
  }

  /**
   * Hands each row of a split to `use`, in order.
   * @throws what `use` throws; a `BadRow` only where such rows are not to be left out
   */
  async each(split: SplitName, use: (row: Row) => void, signal?: AbortSignal, counts = false): Promise<void> {
    const ofItsOwn = split === 'test' ? this.#test : undefined;
    let number = 0;
    for await (const row of (ofItsOwn ?? this.#train)(signal)) {
      const isTest = ofItsOwn !== undefined || this.#isTest[number++] === 1;
      if (isTest !== (split === 'test')) continue;
      try {
        use(row);
      } catch (error) {
        if (!this.#skips || !(error instanceof BadRow)) throw error;
        if (counts) this.skipped[split]++;
        this.firstSkipped ??= error.message;
      }
    }
  }
}
