import type { Callback } from '../../api/callbacks.ts';
import { type EpochLogs, historyCsv, historyJson } from '../store/history.ts';
import type { RunDirectory } from '../store/run-directory.ts';
import { curvesSvg } from './curves.ts';

/** A file that a callback asks for; it holds every epoch of the run, those before a resume too. */
export type CsvFile = NonNullable<Callback['csv']>;

/**
 * The files about a run's epochs. They are written one time after another, so that what was begun earlier and takes
 * longer never comes to stand over what is newer.
 */
export class HistoryFiles {
  readonly #directory: Pick<RunDirectory, 'write'>;
  readonly #csvFiles: readonly CsvFile[];
  readonly #epochs: () => readonly EpochLogs[];
  #writing: Promise<void> = Promise.resolve();
  /** The writing after that, which has not begun: it will write what is known by then. */
  #next: Promise<void> | undefined;

  constructor(
    directory: Pick<RunDirectory, 'write'>,
    csvFiles: readonly CsvFile[],
    epochs: () => readonly EpochLogs[],
  ) {
    this.#directory = directory;
    this.#csvFiles = csvFiles;
    this.#epochs = epochs;
  }

  /** Resolves when the files hold all epochs that are known now. @throws LockstepError STORAGE */
  write(): Promise<void> {
    if (this.#next) return this.#next;
    const begin = () => {
      this.#next = undefined;
      this.#writing = this.#writeAll();
      return this.#writing;
    };
    // An earlier failure was told to whoever asked for that.
    this.#next = this.#writing.then(begin, begin);
    return this.#next;
  }

  async #writeAll(): Promise<void> {
    const epochs = this.#epochs();
    await this.#directory.write('history.csv', historyCsv(epochs));
    await this.#directory.write('history.json', historyJson(epochs));
    await this.#directory.write('curves.svg', curvesSvg('Learning curves', epochs));
    for (const { file, separator } of this.#csvFiles) {
      await this.#directory.write(file, historyCsv(epochs, separator));
    }
  }
}
