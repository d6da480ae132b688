import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Journal, stateOfRun } from './journal.ts';
import { filesOnDisk, holdsJournal, type JournalFiles } from './journal-files.ts';
import { type JournalEntry, type JournalState, NOTHING_TOLD, told } from './journal-state.ts';

function runFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const generation = (number: number, ...members: string[]): JournalEntry => ({
  type: 'generation',
  number,
  members,
});
const checkpoint = (step: number): JournalEntry => ({
  type: 'checkpoint',
  path: `checkpoints/step-${step}.safetensors`,
  sha256: String(step).padStart(64, '0'),
});

test('terms rise, and the latest generation is known again', () => {
  const folder = runFolder();
  expect(holdsJournal(folder)).toBe(false);
  const first = Journal.open(folder);
  expect(first.term).toBe(1);
  expect(first.before).toBeUndefined();
  first.append(generation(1, 'a'));
  first.append(generation(2, 'a', 'b'));
  first.close();
  const second = Journal.open(folder);
  expect(second.term).toBe(2);
  expect(second.before?.generation).toEqual({ number: 2, members: ['a', 'b'] });
  second.close();
  expect(holdsJournal(folder)).toBe(true);
});

test('however long a run is, its journal is two small files, and says what it said', () => {
  const files = memory();
  const limit = 64 * 1024;
  const journal = new Journal(files, limit);
  let state: JournalState = NOTHING_TOLD;
  const append = (entry: JournalEntry) => {
    journal.append(entry);
    state = told(state, entry);
  };
  append({ type: 'command', order: { command: 'learning-rate', value: 0.5 } });
  append({ type: 'command', order: { command: 'pause' } });
  for (let step = 1; step <= 3_000; step++) append(checkpoint(step));
  append(generation(7, 'a'));
  journal.close();
  expect(files.numbers().length).toBe(2);
  // A snapshot of the newest thousand, and the entries after it.
  for (const number of files.numbers()) expect(files.read(number).length).toBeLessThan(200_000 + limit);
  expect(state.checkpoints.length).toBe(1_000);
  expect(state.checkpoints.at(-1)![0]).toContain('3000');
  expect(state.orders).toMatchObject({ rates: 1, rate: 0.5, paused: true });
  expect(new Journal(files).before).toEqual(state);
});

test('of two coordinators the later one leads, and the other learns of it before it acts', () => {
  const folder = runFolder();
  const first = Journal.open(folder);
  first.append(generation(1, 'a'));
  first.expectToLead();
  const second = Journal.open(folder);
  expect(() => first.expectToLead()).toThrow(/another coordinator leads .* not this one of term 1/);
  expect(() => first.append(generation(9, 'a'))).toThrow(/another coordinator leads/);
  second.append(generation(2, 'b'));
  second.expectToLead();
  // Also where the first one comes back when its file is long gone.
  for (let i = 0; i < 3; i++) Journal.open(folder).close();
  expect(() => first.expectToLead()).toThrow(/another coordinator leads/);
  expect(() => second.append(generation(9, 'b'))).toThrow(/another coordinator leads/);
  expect(Journal.open(folder).before?.generation).toEqual({ number: 2, members: ['b'] });
});

test('of coordinators that start at the same moment one has each term, and one leads', () => {
  const files = memory();
  const listed = files.numbers;
  // All of them look before any of them has made its file.
  let looks = 0;
  files.numbers = () => (++looks <= 1 ? [] : listed());
  const one = new Journal(files);
  looks = 0;
  const other = new Journal(files);
  expect([one.term, other.term]).toEqual([1, 2]);
  expect(() => one.expectToLead()).toThrow(/another coordinator leads/);
  expect(() => other.expectToLead()).not.toThrow();
});

test('one that leads cannot begin a file that another coordinator has begun', () => {
  const files = memory();
  const one = new Journal(files, 10);
  one.append(generation(1, 'a'));
  const { create } = files;
  files.create = (number) => {
    // Between the look and the making.
    files.create = create;
    new Journal(files);
    return create(number);
  };
  expect(() => one.append(generation(2, 'a'))).toThrow(/another coordinator leads/);
  expect(new Journal(files).before?.generation.number).toBe(1);
});

/** Entries of all kinds, more than a small file holds. */
const STORY: readonly JournalEntry[] = [
  generation(1, 'a', 'b'),
  { type: 'command', order: { command: 'learning-rate', value: 0.25 } },
  checkpoint(10),
  generation(2, 'a'),
  { type: 'command', order: { command: 'checkpoint' } },
  checkpoint(20),
  { type: 'command', order: { command: 'stop' } },
  generation(3, 'a', 'c'),
  checkpoint(25),
  { type: 'finished', epochs: 2 },
];

test('wherever a coordinator is killed, all that it was told counts, and terms rise', () => {
  const calls = lived(Number.POSITIVE_INFINITY, 0).calls;
  expect(calls).toBeGreaterThan(25);
  for (let call = 1; call <= calls; call++) {
    for (const part of [0, 0.5, 0.99, 1]) {
      const { files, terms, done } = lived(call, part);
      const again = new Journal(files);
      expect(again.term).toBeGreaterThan(Math.max(0, ...terms));
      const states = [done, done + 1].map((count) => STORY.slice(0, count).reduce(told, NOTHING_TOLD));
      // What was being written may be there or not.
      expect(states, `call ${call}, ${part} of it`).toContainEqual(again.before ?? NOTHING_TOLD);
    }
  }
});

/** Two coordinators tell the story, one after the other; killed in the nth call that changes the disk, after a part of it. */
function lived(killedIn: number, part: number) {
  const files = memory();
  let [calls, done] = [0, 0];
  const terms: number[] = [];
  const killed = new Error('killed');
  const change = (act: (part: number) => void) => {
    if (++calls < killedIn) return act(1);
    act(part);
    throw killed;
  };
  const { create, remove } = files;
  files.remove = (number) => change((much) => much === 1 && remove(number));
  files.create = (number) => {
    let file: ReturnType<typeof create>;
    change((much) => {
      if (much > 0) file = create(number);
    });
    const append = (text: string) =>
      change((much) => file!.append(text.slice(0, Math.floor(much * text.length))));
    return file && { ...file, append };
  };
  try {
    for (const half of [STORY.slice(0, 5), STORY.slice(5)]) {
      const journal = new Journal(files, 1);
      terms.push(journal.term);
      for (const entry of half) {
        journal.append(entry);
        done++;
      }
    }
  } catch (error) {
    if (error !== killed && (error as Error).cause !== killed) throw error;
  }
  Object.assign(files, { create, remove });
  return { files, terms, done, calls };
}

test('a damaged snapshot is passed over for the file before it, and no number is given twice', () => {
  const folder = runFolder();
  const first = Journal.open(folder);
  first.append(generation(1, 'a'));
  Journal.open(folder).close();
  const newest = join(folder, 'journal/000002.jsonl');
  writeFileSync(newest, readFileSync(newest, 'utf8').replace('"number":1', '"number":9'));
  const third = Journal.open(folder);
  expect(third.term).toBe(3);
  expect(third.before?.generation.number).toBe(1);
  third.close();
  for (const name of readdirSync(join(folder, 'journal'))) writeFileSync(join(folder, 'journal', name), 'x');
  const fourth = Journal.open(folder);
  expect(fourth.term).toBe(4);
  expect(fourth.before).toEqual(NOTHING_TOLD);
  fourth.close();
});

test('a disk that takes a part of a line has not taken it, and the next line is whole', () => {
  const folder = runFolder();
  let room = 1_000;
  const write = (file: number, bytes: Uint8Array, from: number, length: number, at: number) => {
    if (room === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const taken = Math.min(room, length, 50);
    room -= taken;
    return writeSync(file, bytes, from, taken, at);
  };
  const journal = new Journal(filesOnDisk(folder, write as typeof writeSync), 400);
  let done = 0;
  const append = () => {
    journal.append(generation(done + 1, 'a'));
    done++;
  };
  expect(() => {
    for (;;) append();
  }).toThrow(expect.objectContaining({ code: 'STORAGE' }));
  expect(done).toBeGreaterThan(3);
  expect(stateOfRun(folder)?.generation.number).toBe(done);
  room = 1_000;
  append();
  journal.close();
  expect(stateOfRun(folder)?.generation.number).toBe(done);
});

test('a run that version 0.1 began goes on with all that it knew', () => {
  const folder = runFolder();
  mkdirSync(folder, { recursive: true });
  const lines = [{ type: 'term', term: 3 }, { ...generation(4, 'a'), by: 'x' }, checkpoint(10)];
  const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"type":"ter`;
  writeFileSync(join(folder, 'journal.jsonl'), text);
  expect(holdsJournal(folder)).toBe(true);
  const journal = Journal.open(folder);
  // The torn line may have held a term.
  expect(journal.term).toBe(5);
  expect(journal.before?.generation.number).toBe(4);
  expect(journal.before?.checkpoints).toHaveLength(1);
  journal.append(generation(5, 'b'));
  journal.close();
  expect(Journal.open(folder).before?.generation.number).toBe(5);
});

/** A disk in memory; a file that was removed is written to all the same, and nobody reads it. */
function memory(): JournalFiles {
  const contents = new Map<number, string>();
  return {
    numbers: () => [...contents.keys()].sort((a, b) => a - b),
    read: (number) => contents.get(number) ?? '',
    create: (number) => {
      if (contents.has(number)) return undefined;
      contents.set(number, '');
      const append = (text: string) => {
        if (contents.has(number)) contents.set(number, contents.get(number) + text);
      };
      return { append, close: () => {} };
    },
    remove: (number) => void contents.delete(number),
    old: () => undefined,
  };
}
