/** What a user's own files hold, row by row, whether or not a run can use them. */
import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Prepared } from '../../api/prepared.ts';
import { LockstepError } from '../../base/errors.ts';
import type { ColumnFacts, FaultFacts } from '../../proto/data-page.ts';
import { BadRow, type Row, wholeRow } from '../formats/rows.ts';
import { ColumnCounter } from '../preparation/column-facts.ts';
import { sourceOf } from './load.ts';
import { SplitRows } from './rows-split.ts';

/** Faults that are told one by one. */
const MOST_FAULTS = 20;
/** More columns are not looked at. */
const MOST_COLUMNS = 200;

export interface Survey {
  readonly columns: readonly ColumnFacts[];
  readonly faults: FaultFacts;
}

/**
 * Looks at all rows.
 * @param learned what a run has learned of the data; left out, it is learned here of the rows that can be used
 * @param findsFaults whether each row is made into a record too, which for pictures takes long
 */
export async function surveyOf(
  loader: FileLoader,
  context: LoadContext,
  { learned, findsFaults }: { readonly learned?: Prepared | undefined; readonly findsFaults: boolean },
): Promise<Survey> {
  const counters = new Map<string, ColumnCounter>();
  const faults = new Faults();
  const count = ({ at, cells, fault }: Row) => {
    // Its cells may stand under other names.
    if (fault) return;
    for (const [name, cell] of Object.entries(cells)) {
      let counter = counters.get(name);
      if (!counter && counters.size < MOST_COLUMNS) {
        counter = new ColumnCounter(name);
        counters.set(name, counter);
      }
      counter?.take(cell, at);
    }
  };
  try {
    const source = sourceOf(loader, context);
    const options = { ...loader.options, onBadRow: 'skip' } as const;
    const path = 'path' in loader ? loader.path : '';
    const rows = await SplitRows.open(await source.open(path), options, source.open, context.signal);
    let seen = 0;
    await rows.each((row) => {
      count(row);
      context.onProgress?.('rows', ++seen, seen);
    });
    if (findsFaults) {
      const prepared = learned ?? (await source.learn(rows));
      const { encode } = await source.encoder(prepared);
      await rows.each(async (row) => {
        try {
          await encode(wholeRow(row));
        } catch (error) {
          if (!(error instanceof BadRow)) throw error;
          faults.take(error.message);
        }
      });
    }
  } catch (error) {
    context.signal?.throwIfAborted();
    if (!(error instanceof LockstepError)) throw error;
    faults.end = error.message;
  }
  const useOf = usesOf(loader, [...counters.keys()]);
  return {
    columns: [...counters].map(([name, counter]) => {
      const facts = counter.result(useOf(name));
      if (loader.kind !== 'images' || useOf(name) !== 'input') return facts;
      // How long the paths of pictures are tells nothing.
      const { histogram: _, range: __, ...others } = facts;
      return others;
    }),
    faults: faults.result(loader.options.onBadRow === 'skip'),
  };
}

class Faults {
  #total = 0;
  readonly #first: string[] = [];
  end: string | undefined;

  take(message: string): void {
    this.#total++;
    if (this.#first.length < MOST_FAULTS) this.#first.push(message);
  }

  result(isLeftOut: boolean): FaultFacts {
    const { end } = this;
    return { isLeftOut, total: this.#total, first: this.#first, ...(end !== undefined && { end }) };
  }
}

/** What a column is for, as the job says it. */
function usesOf(loader: FileLoader, names: readonly string[]): (name: string) => ColumnFacts['use'] {
  const { options } = loader;
  const target = 'target' in options && options.target !== undefined ? [options.target].flat() : [];
  const weight = 'sampleWeight' in options ? options.sampleWeight : undefined;
  const inputs = 'inputs' in options ? options.inputs : undefined;
  const text = 'text' in options ? options.text : undefined;
  return (name) => {
    // The cells of pictures, of lines and of a function's records are not named by the job.
    if (['images', 'lines', 'records'].includes(loader.kind)) {
      if (name === 'class' || name === 'y') return 'target';
      return name === 'sample_weight' ? 'weight' : 'input';
    }
    if (target.includes(name)) return 'target';
    if (name === weight) return 'weight';
    const isInput = text !== undefined ? name === text : (inputs ?? names).includes(name);
    return isInput ? 'input' : 'not used';
  };
}
