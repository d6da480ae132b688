/**
 * Learns how the columns of a table become numbers. Numbers are standardized by the mean and the
 * population's standard deviation of the training rows, as Keras's `Normalization` does; words become one number a
 * category, as its `CategoryEncoding` of `StringLookup` does.
 */
import type { TableOptions } from '../../api/file-options.ts';
import type { TableColumn, Target } from '../../api/prepared.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Row } from '../formats/rows.ts';
import { expectDifferent, expectWords } from './category-names.ts';
import { nameOf, numberOf, sortNames } from './cells.ts';
import { expectCells, expectNoOther } from './row-cells.ts';

/** More are names of single rows rather than categories. */
const MOST_CATEGORIES = 1_000;
const MOST_CLASSES = 10_000;

type Wish = Pick<TableOptions, 'inputs' | 'target' | 'categories' | 'task' | 'scale' | 'sampleWeight'>;

interface Seen {
  /** Rows that say a number, and the first that does not. */
  numbers: number;
  firstWord: { at: string; name: string } | undefined;
  mean: number;
  /** Sum of squared differences from the mean (Welford, 1962). */
  squares: number;
  names: Set<string>;
  /** The first whole number that has lost digits: beyond 2^53 several are one in JavaScript. */
  inexact: string | undefined;
}

/** What the rows of a table have shown so far. */
export class TableLearner {
  readonly #wish: Wish;
  readonly #source: string;
  readonly #targets: readonly string[];
  #inputs: readonly string[] | undefined;
  readonly #seen = new Map<string, Seen>();

  /** @param source the table's name, for messages */
  constructor(wish: Wish, source = 'the table') {
    this.#wish = wish;
    this.#source = source;
    this.#targets = [wish.target].flat();
    this.#inputs = wish.inputs;
  }

  /** Columns in use, inputs first. */
  columns(row: Row): readonly string[] {
    const others = [...this.#targets, this.#wish.sampleWeight];
    this.#inputs ??= Object.keys(row.cells).filter((name) => !others.includes(name));
    if (!this.#wish.inputs) expectNoOther(row, [...this.#inputs, ...others]);
    return [...this.#inputs, ...this.#targets];
  }

  /** @throws BadRow where a cell is missing; LockstepError BAD_DATA where a column is */
  take(row: Row): void {
    const columns = this.columns(row);
    expectCells(row, columns);
    for (const name of columns) this.#note(name, row);
  }

  #note(name: string, row: Row): void {
    let seen = this.#seen.get(name);
    if (!seen) {
      seen = { numbers: 0, firstWord: undefined, mean: 0, squares: 0, names: new Set(), inexact: undefined };
      this.#seen.set(name, seen);
    }
    const cell = row.cells[name];
    if (seen.names.size <= MOST_CLASSES) seen.names.add(nameOf(cell));
    const number = numberOf(cell);
    if (typeof cell === 'number' && Number.isInteger(cell) && !Number.isSafeInteger(cell)) {
      seen.inexact ??= row.at;
    }
    if (number === undefined) {
      seen.firstWord ??= { at: row.at, name: nameOf(cell) };
      return;
    }
    seen.numbers++;
    const from = number - seen.mean;
    seen.mean += from / seen.numbers;
    seen.squares += from * (number - seen.mean);
  }

  /** @throws LockstepError BAD_DATA where a column is neither numbers nor categories */
  result(): { columns: TableColumn[]; target: Target } {
    this.#expectRows();
    const columns = (this.#inputs ?? []).map((name) => this.#column(name));
    if (columns.length === 0) {
      throw new LockstepError('BAD_DATA', 'the table has no column beside its target', {
        hint: 'Name the columns that feed the model: inputs: [...]',
      });
    }
    return { columns, target: this.target() };
  }

  #expectRows(): void {
    if (this.#seen.size > 0) return;
    throw new LockstepError('BAD_DATA', `${this.#source} has no row to learn from`, {
      hint: 'Give rows under the line of names',
    });
  }

  #column(name: string): TableColumn {
    const seen = this.#seen.get(name)!;
    const { mean, numbers, squares } = seen;
    if (!this.#isNumber(name, seen)) {
      return { kind: 'category', name, categories: this.#names(name, seen, MOST_CATEGORIES) };
    }
    const { scale = 'standard' } = this.#wish;
    if (scale !== 'standard') return { kind: 'number', name, mean: 0, factor: scale };
    const deviation = Math.sqrt(squares / numbers);
    if (!Number.isFinite(mean) || !Number.isFinite(deviation)) {
      throw new LockstepError('BAD_DATA', `the numbers of column ${name} are too large to be scaled`, {
        hint: 'Write their logarithms, or smaller units',
      });
    }
    // A column of equal numbers says nothing: it becomes zeros.
    return { kind: 'number', name, mean, factor: deviation > 0 ? 1 / deviation : 1 };
  }

  /** What is predicted. @throws LockstepError BAD_DATA where the target's column is neither classes nor numbers */
  target(): Target {
    this.#expectRows();
    const { task } = this.#wish;
    const names = this.#targets;
    const areNumbers = names.map((name) => this.#isNumber(name, this.#seen.get(name)!));
    const wantsClasses = task === 'classification' || (task === undefined && !areNumbers.every(Boolean));
    if (!wantsClasses) {
      const word = names.find((_, i) => !areNumbers[i]);
      if (word === undefined) return { kind: 'numbers', names: [...names] };
      throw new LockstepError('BAD_DATA', `target ${word} holds words, which no regression predicts`, {
        hint: "Leave out task: 'regression', or name a column of numbers",
      });
    }
    if (names.length > 1) {
      throw new LockstepError('BAD_INPUT', `several targets (${names.join(', ')}) must all be numbers`, {
        hint: 'Name one target, or columns of numbers',
      });
    }
    const [name] = names as [string];
    const classes = this.#names(name, this.#seen.get(name)!, MOST_CLASSES);
    if (classes.length < 2) {
      throw new LockstepError(
        'BAD_DATA',
        `target ${name} is ${classes[0] ?? 'nothing'} in all training rows`,
        {
          hint: 'Name another target',
        },
      );
    }
    return { kind: 'classes', name, classes };
  }

  #isNumber(name: string, { numbers, firstWord, names }: Seen): boolean {
    const { categories, task } = this.#wish;
    if (categories?.includes(name)) return false;
    const isClass = task === 'classification' && this.#targets.includes(name);
    if (firstWord && numbers === 0 && !isClass) expectWords(name, firstWord, names);
    if (numbers > 0 && firstWord) {
      const { at, name: word } = firstWord;
      throw new LockstepError(
        'BAD_DATA',
        `column ${name} holds ${numbers} numbers and, at ${at}, ${JSON.stringify(word)}`,
        { hint: `Correct it, or say that its numbers are names: categories: ['${name}']` },
      );
    }
    return numbers > 0;
  }

  #names(name: string, { names, inexact }: Seen, most: number): string[] {
    if (inexact !== undefined) {
      throw new LockstepError('BAD_DATA', `${inexact}: ${name} is a number beyond 2^53, which loses digits`, {
        hint: 'Write such names in quotes',
      });
    }
    expectDifferent(name, names);
    if (names.size > most) {
      throw new LockstepError('BAD_DATA', `column ${name} has more than ${most} different values`, {
        hint: 'Leave it out: name the other columns in inputs: [...]',
      });
    }
    return sortNames(names);
  }
}
