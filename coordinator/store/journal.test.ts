import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Journal, lastGeneration, nextTerm } from './journal.ts';
import { RunLock } from './lock.ts';

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

test('one coordinator a run directory; a dead one is succeeded', () => {
  const path = join(temporaryFolder(), 'coordinator.lock');
  const lock = RunLock.acquire(path);
  expect(() => RunLock.acquire(path)).toThrow(/leads this run already/);
  lock.release();
  appendFileSync(path, '4194304 1');
  RunLock.acquire(path).release();
});
