import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { Order } from '../../proto/commands.ts';
import { LockstepError } from '../../proto/errors.ts';

export const JOURNAL_FILE = 'journal.jsonl';

const Entry = z.discriminatedUnion('type', [
  /** A coordinator has begun to lead the run. */
  z.object({ type: z.literal('term'), term: z.int().min(1) }),
  z.object({ type: z.literal('generation'), number: z.int().min(1), members: z.array(z.string()) }),
  /** A checkpoint is whole on the disk. */
  z.object({ type: z.literal('checkpoint'), path: z.string(), sha256: z.string() }),
  z.object({ type: z.literal('command'), order: Order }),
  /** Training has come to its end, good or early, with so many epochs. */
  z.object({ type: z.literal('finished'), epochs: z.int() }),
]);
export type JournalEntry = z.infer<typeof Entry>;

/** Where a journal's lines are kept. */
export interface JournalFile {
  read(): string;
  /** Adds to the end; on the disk when it returns. */
  append(text: string): void;
  close(): void;
}

/** What must outlive the coordinator, one JSON line an entry, each on the disk before it takes effect. */
export class Journal {
  /** Rises with every coordinator of the run. */
  readonly term: number;
  /** Entries of earlier coordinators. */
  readonly before: readonly JournalEntry[];
  readonly #file: JournalFile;

  constructor(file: JournalFile) {
    this.#file = file;
    const text = file.read();
    this.before = entriesOf(text);
    this.term = nextTerm(text);
    // A line that was torn by a crash must not swallow the next one.
    if (text !== '') file.append('\n');
    this.append({ type: 'term', term: this.term });
  }

  static open(path: string): Journal {
    return new Journal(fileOnDisk(path));
  }

  /** @throws LockstepError STORAGE */
  append(entry: JournalEntry): void {
    try {
      this.#file.append(`${JSON.stringify(entry)}\n`);
    } catch (cause) {
      throw new LockstepError('STORAGE', `cannot write ${JOURNAL_FILE}: ${(cause as Error).message}`, {
        mend: 'Make room in the run directory, then go on with the run',
        cause,
      });
    }
  }

  close(): void {
    this.#file.close();
  }
}

function fileOnDisk(path: string): JournalFile {
  const file = openSync(path, 'a');
  return {
    read: () => readFileSync(path, 'utf8'),
    append: (text) => {
      writeSync(file, text);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

/** Whole entries. A torn line was never acted upon; of one that was damaged later, what it told is lost. */
export function entriesOf(text: string): JournalEntry[] {
  return text.split('\n').flatMap((line) => entryOf(line) ?? []);
}

/** Above all terms that the text tells of, and above those that damaged lines may have told of. */
export function nextTerm(text: string): number {
  const lines = text.split('\n').filter((line) => line !== '');
  const terms = lines.map((line) => {
    const entry = entryOf(line);
    return entry?.type === 'term' ? entry.term : 0;
  });
  const damaged = lines.filter((line) => entryOf(line) === undefined).length;
  return Math.max(0, ...terms) + damaged + 1;
}

function entryOf(line: string): JournalEntry | undefined {
  try {
    return Entry.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The latest generation, number 0 where there was none, and whether the run has finished. */
export function lastGeneration(entries: readonly JournalEntry[]): {
  number: number;
  members: readonly string[];
} {
  const last = entries.findLast((entry) => entry.type === 'generation');
  return last ?? { number: 0, members: [] };
}

/** The sha256 of each checkpoint, by path. */
export function checkpointHashes(entries: readonly JournalEntry[]): Map<string, string> {
  return new Map(
    entries.flatMap((entry) => (entry.type === 'checkpoint' ? [[entry.path, entry.sha256]] : [])),
  );
}
