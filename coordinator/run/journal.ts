import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { Order } from '../../proto/commands.ts';

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

/** What must outlive the coordinator, one JSON line an entry, each on the disk before it takes effect. */
export class Journal {
  /** Rises with every coordinator of the run. */
  readonly term: number;
  /** Entries of earlier coordinators. */
  readonly before: readonly JournalEntry[];
  readonly #file: number;

  private constructor(file: number, before: readonly JournalEntry[]) {
    this.#file = file;
    this.before = before;
    this.term = before.filter(({ type }) => type === 'term').length + 1;
    this.append({ type: 'term', term: this.term });
  }

  static open(path: string): Journal {
    const before = existsSync(path) ? entriesOf(readFileSync(path, 'utf8')) : [];
    const file = openSync(path, 'a');
    // A line that was torn by a crash must not swallow the next one.
    if (before.length > 0) writeSync(file, '\n');
    return new Journal(file, before);
  }

  append(entry: JournalEntry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Whole entries; a torn line was never acted upon. */
export function entriesOf(text: string): JournalEntry[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [Entry.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** The latest generation, number 0 where there was none, and whether the run has finished. */
export function lastGeneration(entries: readonly JournalEntry[]): {
  number: number;
  members: readonly string[];
} {
  const last = entries.findLast((entry) => entry.type === 'generation');
  return last ?? { number: 0, members: [] };
}
