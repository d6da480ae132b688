/** The rows of a source, cut into splits. */
import type { SplitName } from '../../api/data.ts';
import type { SplitOptions } from '../../api/file-options.ts';
import { LockstepError } from '../../base/errors.ts';
import { BadRow, type Row, type Rows, wholeRow } from '../formats/rows.ts';
import type { PackWriter } from '../shards/pack-writer.ts';
import type { Encoder, Values } from './encoder.ts';
import { hasShares, splitOfRows, splitSources } from './split.ts';

/** Rows that are encoded at the same time. */
const AT_ONCE = 16;

/** A source of rows, and which splits they belong to. */
interface Pass {
  readonly rows: Rows;
  readonly splitOf: (row: number) => SplitName;
}

interface Waiting {
  readonly row: Row;
  readonly number: number;
  readonly values: Promise<Values>;
}

/** The rows of all splits. */
export class SplitRows {
  readonly #first: Rows;
  /** Sources of splits that have one of their own. */
  readonly #own: Readonly<Partial<Record<SplitName, Rows>>>;
  readonly #splitOf: (row: number) => SplitName;
  readonly #skips: boolean;
  readonly #signal: AbortSignal | undefined;

  private constructor(
    first: Rows,
    own: Readonly<Partial<Record<SplitName, Rows>>>,
    splitOf: (row: number) => SplitName,
    skips: boolean,
    signal: AbortSignal | undefined,
  ) {
    this.#first = first;
    this.#own = own;
    this.#splitOf = splitOf;
    this.#skips = skips;
    this.#signal = signal;
  }

  /** Counts the rows where a share of them is held out. @param open rows of another source, by its path */
  static async open(
    first: Rows,
    options: SplitOptions,
    open: (path: string) => Promise<Rows>,
    signal?: AbortSignal,
  ): Promise<SplitRows> {
    const sources = splitSources(options);
    const own: Partial<Record<SplitName, Rows>> = {};
    for (const name of ['validation', 'test'] as const) {
      const source = sources[name];
      if ('path' in source) own[name] = await open(source.path);
    }
    let count = 0;
    if (hasShares(sources)) for await (const _ of first(signal)) count++;
    return new SplitRows(first, own, splitOfRows(count, sources), options.onBadRow === 'skip', signal);
  }

  /**
   * Hands each training row to `use`, in order.
   * @throws what `use` throws, a `BadRow` only where such rows are not to be left out; LockstepError BAD_DATA where all are
   */
  async learn(use: (row: Row) => void): Promise<void> {
    let number = 0;
    let used = 0;
    const left = { count: 0, first: '' };
    for await (const row of this.#first(this.#signal)) {
      if (this.#splitOf(number++) !== 'train') continue;
      try {
        use(wholeRow(row));
        used++;
      } catch (error) {
        if (!this.#skips || !(error instanceof BadRow)) throw error;
        if (left.count++ === 0) left.first = error.describe();
      }
    }
    if (used > 0 || left.count === 0) return;
    throw new LockstepError('BAD_DATA', `all ${left.count} rows to train on are left out`, {
      hint: `The first: ${left.first}`,
    });
  }

  /** Hands every row of all splits to `use`, in order. @throws what `use` throws */
  async each(use: (row: Row) => void | Promise<void>): Promise<void> {
    for (const { rows } of this.#passes()) {
      for await (const row of rows(this.#signal)) await use(row);
    }
  }

  /** Writes all rows into a pack, each source in one pass, from where the pack has come to. @throws as `learn` */
  async pack({ encode }: Encoder, into: PackWriter): Promise<void> {
    for (const [p, { rows, splitOf }] of this.#passes().entries()) {
      let waiting: Waiting[] = [];
      const take = async () => {
        const taken = waiting;
        waiting = [];
        for (const { row, number, values } of taken) {
          await this.#take(into, splitOf(number), row, values);
          into.done(p, number);
        }
        if (into.isFull) await into.write();
      };
      let number = 0;
      for await (const row of rows(this.#signal)) {
        const at = number++;
        if (into.isDone(p, at)) continue;
        const values = Promise.resolve(row).then(wholeRow).then(encode);
        // A row before it may end the packing.
        values.catch(() => undefined);
        waiting.push({ row, number: at, values });
        if (waiting.length === AT_ONCE) await take();
      }
      await take();
    }
  }

  #passes(): Pass[] {
    const own = Object.entries(this.#own) as [SplitName, Rows][];
    return [
      { rows: this.#first, splitOf: this.#splitOf },
      ...own.map(([name, rows]) => ({ rows, splitOf: () => name })),
    ];
  }

  async #take(into: PackWriter, split: SplitName, row: Row, values: Promise<Values>): Promise<void> {
    try {
      into.add(split, await values, row.at);
    } catch (error) {
      if (!this.#skips || !(error instanceof BadRow)) throw error;
      into.skip(split, error.message);
    }
  }
}
