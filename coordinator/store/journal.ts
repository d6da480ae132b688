import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { LockstepError } from '../../base/errors.ts';
import { Order } from '../../proto/commands.ts';

export const JOURNAL_FILE = 'journal.jsonl';

const Entry = z.discriminatedUnion('type', [
  /** A coordinator has begun to lead the run. */
  z.object({ type: z.literal('term'), term: z.int().min(1), id: z.string().default('') }),
  z.object({ type: z.literal('generation'), number: z.int().min(1), members: z.array(z.string()) }),
  /** A checkpoint is whole on the disk. */
  z.object({ type: z.literal('checkpoint'), path: z.string(), sha256: z.string() }),
  z.object({ type: z.literal('command'), order: Order }),
  /** Training has come to its end, good or early, with so many epochs. */
  z.object({ type: z.literal('finished'), epochs: z.int() }),
]);
export type JournalEntry = z.infer<typeof Entry>;
/** Which coordinator wrote a line: the `id` of its term. Older versions did not write it. */
const Author = z.object({ by: z.string().optional() });

/** Where a journal's lines are kept. */
export interface JournalFile {
  read(): string;
  /** In bytes, whoever has written them. */
  size(): number;
  /** Adds to the end; on the disk when it returns. */
  append(text: string): void;
  close(): void;
}

/**
 * What must outlive the coordinator: one JSON line for each entry, on the disk before it takes effect.
 *
 * The journal is also the fence between two coordinators of one run: the coordinator whose term is the last in the
 * file leads. What another one appends below that term does not count, and `append` tells it so at once. Each line
 * names its author, so that later readers skip such lines too.
 */
export class Journal {
  /** Rises with every coordinator of the run. */
  readonly term: number;
  /** Entries of earlier coordinators. */
  readonly before: readonly JournalEntry[];
  readonly #file: JournalFile;
  /** Distinguishes our term from that of a coordinator which was started at the same moment. */
  readonly #id = randomUUID();
  /** Bytes in the file when it was last looked at. */
  #size: number;
  /** Whether the file may end with half a line: the next entry then starts on a line of its own. */
  #torn: boolean;

  constructor(file: JournalFile) {
    this.#file = file;
    const text = file.read();
    this.#size = Buffer.byteLength(text);
    this.before = entriesOf(text);
    this.term = nextTerm(text);
    this.#torn = text !== '';
    this.append({ type: 'term', term: this.term, id: this.#id });
  }

  static open(path: string): Journal {
    return new Journal(fileOnDisk(path));
  }

  /** @throws LockstepError STORAGE; ABORTED as `expectToLead` does: then the entry does not count */
  append(entry: JournalEntry): void {
    const line = entry.type === 'term' ? entry : { ...entry, by: this.#id };
    this.#write(`${JSON.stringify(line)}\n`);
    this.expectToLead();
  }

  /** @throws LockstepError ABORTED when another coordinator has taken the run up since */
  expectToLead(): void {
    if (this.#file.size() === this.#size) return;
    const text = this.#file.read();
    const newest = entriesOf(text).findLast((entry) => entry.type === 'term');
    if (newest && newest.id !== this.#id) {
      throw new LockstepError(
        'ABORTED',
        `a coordinator of term ${newest.term} leads the run now, not this one of term ${this.term}`,
      );
    }
    this.#size = Buffer.byteLength(text);
  }

  close(): void {
    this.#file.close();
  }

  #write(line: string): void {
    const text = this.#torn ? `\n${line}` : line;
    this.#torn = true;
    try {
      this.#file.append(text);
    } catch (cause) {
      throw new LockstepError('STORAGE', `cannot write ${JOURNAL_FILE}: ${(cause as Error).message}`, {
        hint: 'Make room in the run directory, then go on with the run',
        cause,
      });
    }
    this.#torn = false;
    this.#size += Buffer.byteLength(text);
  }
}

/** @param write for tests: as `writeSync`, which may write less than it was given */
export function fileOnDisk(path: string, write: typeof writeSync = writeSync): JournalFile {
  const file = openSync(path, 'a');
  return {
    read: () => readFileSync(path, 'utf8'),
    size: () => fstatSync(file).size,
    append: (text) => {
      // A disk that fills up writes a part of the bytes, and refuses the next call.
      for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(write(file, rest));
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

/**
 * The entries that count: whole lines, each written by the coordinator that led the run then. A half-written line was
 * never acted upon, and a line that was damaged later is lost. A line that a coordinator wrote after another one had
 * taken the run up does not count.
 */
export function entriesOf(text: string): JournalEntry[] {
  const replaced = new Set<string>();
  let leader: string | undefined;
  return text.split('\n').flatMap((line) => {
    const read = lineOf(line);
    if (!read) return [];
    const { entry, by } = read;
    if (entry.type === 'term') {
      if (leader !== undefined) replaced.add(leader);
      leader = entry.id;
    }
    return by !== undefined && replaced.has(by) ? [] : [entry];
  });
}

/** A term above every term in the text, and above those that its damaged lines may have held. */
export function nextTerm(text: string): number {
  const lines = text.split('\n').filter((line) => line !== '');
  const terms = lines.map((line) => {
    const entry = lineOf(line)?.entry;
    return entry?.type === 'term' ? entry.term : 0;
  });
  const damaged = lines.filter((line) => lineOf(line) === undefined).length;
  return Math.max(0, ...terms) + damaged + 1;
}

function lineOf(line: string): { entry: JournalEntry; by: string | undefined } | undefined {
  try {
    const content = JSON.parse(line);
    return { entry: Entry.parse(content), by: Author.parse(content).by };
  } catch {
    return undefined;
  }
}

/** The latest generation: number 0 and no members where there was none. */
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
