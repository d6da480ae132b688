import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { entriesOf, fileOnDisk, Journal, lastGeneration, nextTerm } from './journal.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('terms rise, and the latest generation is known again', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  const first = Journal.open(path);
  expect(first.term).toBe(1);
  first.append({ type: 'generation', number: 1, members: ['a'] });
  first.append({ type: 'generation', number: 2, members: ['a', 'b'] });
  first.close();
  const second = Journal.open(path);
  expect(second.term).toBe(2);
  expect(lastGeneration(second.before)).toMatchObject({ number: 2, members: ['a', 'b'] });
  second.close();
});

test('a line torn by a crash is left out, and does not swallow the next', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  Journal.open(path).close();
  appendFileSync(path, '{"type":"generation","number":9,"mem');
  Journal.open(path).close();
  const third = Journal.open(path);
  expect(third.term).toBeGreaterThan(2);
  expect(lastGeneration(third.before).number).toBe(0);
  third.close();
});

test('a damaged term is not given again', () => {
  const text = ['term', 'generation', 'term'].map((type, i) =>
    JSON.stringify(type === 'term' ? { type, term: i + 1 } : { type, number: 1, members: [] }),
  );
  expect(nextTerm(text.join('\n'))).toBe(4);
  expect(nextTerm([text[0], text[1], text[2]!.replace('term', 'tfrm')].join('\n'))).toBe(3);
  expect(nextTerm('')).toBe(1);
});

test('of two coordinators the later one leads, and the other learns of it before it acts', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  const first = Journal.open(path);
  first.append({ type: 'generation', number: 1, members: ['a'] });
  first.expectToLead();
  const second = Journal.open(path);
  expect(() => first.expectToLead()).toThrow(/term 2 leads/);
  expect(() => first.append({ type: 'generation', number: 2, members: ['a'] })).toThrow(/term 2 leads/);
  second.append({ type: 'generation', number: 2, members: ['b'] });
  second.expectToLead();
});

test('what a coordinator writes below the term of another counts for nobody who reads it later', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  const first = Journal.open(path);
  first.append({ type: 'generation', number: 1, members: ['a'] });
  const second = Journal.open(path);
  expect(() => first.append({ type: 'command', order: { command: 'stop' } })).toThrow(/term 2 leads/);
  expect(() => first.append({ type: 'generation', number: 9, members: ['a'] })).toThrow(/term 2 leads/);
  second.append({ type: 'generation', number: 2, members: ['b'] });
  const told = Journal.open(path).before.filter(({ type }) => type !== 'term');
  expect(told).toEqual([
    { type: 'generation', number: 1, members: ['a'] },
    { type: 'generation', number: 2, members: ['b'] },
  ]);
});

test('of two coordinators that start at the same moment one leads, though a line is damaged', () => {
  const damaged = '{"type":"generation","number":9,"mem';
  let text = damaged;
  const reads = [damaged, damaged];
  const file = {
    read: () => reads.shift() ?? text,
    size: () => text.length,
    append: (line: string) => {
      text += line;
    },
    close: () => {},
  };
  const one = new Journal(file);
  // It reads the file as it was before the first one wrote to it.
  const other = new Journal(file);
  expect(other.term).toBe(one.term);
  expect(() => one.expectToLead()).toThrow(/leads the run now/);
  expect(() => other.expectToLead()).not.toThrow();
});

test('a disk that takes a part of a line has not taken it, and the next line is whole', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  let room = 400;
  const write = (file: number, bytes: Uint8Array) => {
    if (room === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const taken = Math.min(room, bytes.byteLength, 50);
    room -= taken;
    return writeSync(file, bytes, 0, taken);
  };
  const journal = new Journal(fileOnDisk(path, write as typeof writeSync));
  let done = 0;
  const append = () => {
    journal.append({ type: 'generation', number: done + 1, members: ['a'] });
    done++;
  };
  expect(() => {
    for (;;) append();
  }).toThrow(expect.objectContaining({ code: 'STORAGE' }));
  room = 200;
  append();
  journal.close();
  const numbers = entriesOf(readFileSync(path, 'utf8')).flatMap((entry) =>
    entry.type === 'generation' ? [entry.number] : [],
  );
  expect(numbers).toEqual(Array.from({ length: done }, (_, i) => i + 1));
});
