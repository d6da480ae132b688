import { LockstepError } from '../../base/errors.ts';
import { filesOnDisk, type JournalFile, type JournalFiles } from './journal-files.ts';
import {
  type JournalEntry,
  type JournalState,
  NOTHING_TOLD,
  oldStateIn,
  snapshotLine,
  stateIn,
  told,
} from './journal-state.ts';

/** Most bytes of entries in a file before the next one begins; a snapshot has at most some 100 KiB and a list of workers. */
const FILE_BYTES = 1024 ** 2;

/**
 * What must outlive the coordinator: one JSON line for each entry, on the disk before it takes effect.
 *
 * The journal is a few numbered files. Each begins with a snapshot of all that the ones before it say, so a restart reads
 * the newest one alone, and older ones are removed. Each is written by one coordinator. A coordinator that takes up a run
 * makes the next file, which the file system lets only one do; the file's number is its term. So the newest file is also
 * the fence between two coordinators of one run: whoever wrote it leads. What another one appends to its own file then
 * does not count, and `append` tells it so at once.
 */
export class Journal {
  /** Rises with every coordinator of the run. */
  readonly term: number;
  /** What earlier coordinators left behind; undefined where there was none. */
  readonly before: JournalState | undefined;
  readonly #files: JournalFiles;
  readonly #fileBytes: number;
  /** What the journal says, our own entries too. */
  #state: JournalState;
  #file: JournalFile;
  /** Of the file that is being written. */
  #number: number;
  /** Whether its snapshot is written. */
  #begun = false;
  /** Of the entries after the snapshot. */
  #bytes = 0;

  /** @throws LockstepError STORAGE; ABORTED where another coordinator takes up the run at the same moment */
  constructor(files: JournalFiles, fileBytes: number = FILE_BYTES) {
    this.#files = files;
    this.#fileBytes = fileBytes;
    const { number, file } = take(files);
    this.term = number;
    this.#number = number;
    this.#file = file;
    try {
      // Read only now: what the coordinator before us appends from here on does not count.
      const earlier = newestState(files, number);
      this.before = earlier?.state;
      this.#state = earlier?.state ?? NOTHING_TOLD;
      this.#write('');
      this.expectToLead();
      this.#removeBelow(earlier?.number ?? 0);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  static open(runDir: string): Journal {
    return new Journal(filesOnDisk(runDir));
  }

  /** @throws LockstepError STORAGE; ABORTED as `expectToLead` does: then the entry does not count */
  append(entry: JournalEntry): void {
    if (this.#bytes >= this.#fileBytes) this.#beginNext();
    this.#write(`${JSON.stringify(entry)}\n`);
    this.#state = told(this.#state, entry);
    this.expectToLead();
  }

  /** @throws LockstepError ABORTED when another coordinator has taken the run up since */
  expectToLead(): void {
    if (this.#files.numbers().at(-1) !== this.#number) throw this.#replaced();
  }

  close(): void {
    this.#file.close();
  }

  #beginNext(): void {
    this.expectToLead();
    const next = create(this.#files, this.#number + 1);
    if (!next) throw this.#replaced();
    this.#file.close();
    this.#file = next;
    this.#removeBelow(this.#number);
    this.#number++;
    this.#begun = false;
    this.#bytes = 0;
  }

  #write(line: string): void {
    // With the snapshot in one write, so that a file without one holds nothing that counts.
    const text = this.#begun ? line : snapshotLine(this.#state) + line;
    try {
      this.#file.append(text);
    } catch (cause) {
      throw storageError(cause);
    }
    this.#begun = true;
    this.#bytes += Buffer.byteLength(line);
  }

  /** From the oldest on, so that whoever wrote one of them finds it replaced for ever. */
  #removeBelow(number: number): void {
    for (const older of this.#files.numbers()) {
      if (older < number) this.#files.remove(older);
    }
  }

  #replaced(): LockstepError {
    const what = `another coordinator leads the run now, not this one of term ${this.term}`;
    return new LockstepError('ABORTED', what);
  }
}

/** Takes the next number, and with it the lead. */
function take(files: JournalFiles): { number: number; file: JournalFile } {
  for (;;) {
    const newest = files.numbers().at(-1) ?? oldStateIn(files.old() ?? '').term;
    const file = create(files, newest + 1);
    // Undefined where another coordinator was quicker: then its number is the newest.
    if (file) return { number: newest + 1, file };
  }
}

function create(files: JournalFiles, number: number): JournalFile | undefined {
  try {
    return files.create(number);
  } catch (cause) {
    throw storageError(cause);
  }
}

/**
 * What the newest whole file below a number says; undefined where there is no file. A file that a crash or a damage has
 * left without its snapshot is not whole.
 */
function newestState(
  files: JournalFiles,
  below: number,
): { number: number; state: JournalState } | undefined {
  const numbers = files.numbers().filter((number) => number < below);
  for (const number of numbers.toReversed()) {
    const state = stateIn(files.read(number));
    if (state) return { number, state };
  }
  const old = files.old();
  if (old === undefined && numbers.length === 0) return undefined;
  return { number: 0, state: oldStateIn(old ?? '').state };
}

/** The state that a run's journal holds, without taking the run up; undefined where there is no journal. */
export function stateOfRun(runDir: string): JournalState | undefined {
  return newestState(filesOnDisk(runDir), Number.POSITIVE_INFINITY)?.state;
}

function storageError(cause: unknown): LockstepError {
  return new LockstepError('STORAGE', `cannot write the run's journal: ${(cause as Error).message}`, {
    hint: 'Make room in the run directory, then go on with the run',
    cause,
  });
}
