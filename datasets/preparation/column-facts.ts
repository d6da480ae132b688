import type { ColumnFacts } from '../../proto/data-page.ts';
import { isMissing, nameOf, numberOf } from './cells.ts';
import { HistogramCounter } from './histogram.ts';

/** More different words are not counted one by one. */
const MOST_DIFFERENT = 10_000;
/** Most frequent words that are told. */
const MOST_NAMES = 20;
/** Longest part of a word that is told. */
const MOST_LETTERS = 60;

/** Looks at the cells of a column, one after another, and tells what they are. Memory stays bounded. */
export class ColumnCounter {
  readonly #name: string;
  readonly #numbers = new HistogramCounter();
  readonly #lengths = new HistogramCounter();
  readonly #ofNumbers = new Spread();
  readonly #ofLengths = new Spread();
  readonly #names = new Map<string, number>();
  #tooMany = false;
  #cells = 0;
  #missing = 0;
  #numeric = 0;
  #words = 0;
  #others = 0;
  #firstMissing: string | undefined;
  #firstWord: string | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** @param at where the cell stands, for a message */
  take(cell: unknown, at: string): void {
    this.#cells++;
    if (isMissing(cell)) {
      this.#missing++;
      this.#firstMissing ??= at;
      return;
    }
    const array = numbersIn(cell);
    if (array) {
      this.#numeric++;
      for (let i = 0; i < array.length; i++) this.#takeNumber(Number(array[i]));
      return;
    }
    const number = numberOf(cell);
    if (number !== undefined) {
      this.#numeric++;
      this.#takeNumber(number);
    } else if (typeof cell === 'object' && !(cell instanceof Date)) {
      this.#others++;
      return;
    } else {
      this.#words++;
      this.#takeWord(nameOf(cell), at);
    }
    this.#takeName(nameOf(cell));
  }

  #takeNumber(number: number): void {
    if (!Number.isFinite(number)) return;
    this.#numbers.add(number);
    this.#ofNumbers.add(number);
  }

  #takeWord(word: string, at: string): void {
    this.#lengths.add(word.length);
    this.#ofLengths.add(word.length);
    this.#firstWord ??= `${at}: ${JSON.stringify(word.slice(0, MOST_LETTERS))}`;
  }

  #takeName(name: string): void {
    const count = this.#names.get(name) ?? 0;
    if (count > 0 || this.#names.size < MOST_DIFFERENT) this.#names.set(name, count + 1);
    else this.#tooMany = true;
  }

  result(use: ColumnFacts['use']): ColumnFacts {
    const areNumbers = this.#numeric > 0;
    const range = (areNumbers ? this.#ofNumbers : this.#ofLengths).result();
    const histogram = (areNumbers ? this.#numbers : this.#lengths).result();
    const names = [...this.#names].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    // Where each row has a word of its own, the first of them tell nothing.
    const areNames =
      this.#words > 0 && !this.#tooMany && names.length <= Math.max(MOST_NAMES, this.#cells / 2);
    return {
      name: this.#name,
      use,
      cells: this.#cells,
      missing: this.#missing,
      numbers: this.#numeric,
      words: this.#words,
      others: this.#others,
      names: areNames
        ? names.slice(0, MOST_NAMES).map(([name, count]) => [name.slice(0, MOST_LETTERS), count])
        : [],
      ...(this.#firstMissing !== undefined && { firstMissing: this.#firstMissing }),
      ...(areNumbers && this.#firstWord !== undefined && { firstWord: this.#firstWord }),
      ...(range && { range }),
      ...(histogram && { histogram }),
      ...(!this.#tooMany && { different: names.length }),
    };
  }
}

/** Numbers of a cell that is an array of them: NumPy's, or a user's own. A picture's bytes are none. */
function numbersIn(cell: unknown): ArrayLike<number> | undefined {
  if (ArrayBuffer.isView(cell) && !(cell instanceof Uint8Array) && !(cell instanceof DataView)) {
    return cell as unknown as ArrayLike<number>;
  }
  if (cell && typeof cell === 'object' && 'values' in cell && 'shape' in cell) {
    return (cell as unknown as { values: ArrayLike<number> }).values;
  }
  return undefined;
}

/** The smallest, the largest and the mean of numbers. */
class Spread {
  #count = 0;
  #mean = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.#count++;
    this.#mean += (value - this.#mean) / this.#count;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  result(): ColumnFacts['range'] | undefined {
    return this.#count === 0 ? undefined : { min: this.#min, max: this.#max, mean: this.#mean };
  }
}
