import { expect, test } from 'vitest';
import { Closers } from './closers.ts';

test('what was opened last is closed first, each once, whatever one of them says', async () => {
  const closers = new Closers();
  const closed: string[] = [];
  closers.push(() => void closed.push('first'));
  closers.push(async () => {
    closed.push('second');
    throw new Error('second does not close');
  });
  closers.push(() => {
    closed.push('third');
    throw new Error('third does not close');
  });
  await expect(closers.close()).rejects.toThrow('third does not close');
  expect(closed).toEqual(['third', 'second', 'first']);
  await closers.close();
  expect(closed).toHaveLength(3);
});

test('one that hangs is named, and does not keep the others open', async () => {
  const closers = new Closers(5);
  let closed = false;
  closers.push(() => {
    closed = true;
  });
  closers.push(() => new Promise(() => {}));
  await expect(closers.close()).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(closed).toBe(true);
});

test('what made it necessary is what is told', async () => {
  const closers = new Closers();
  closers.push(() => Promise.reject(new Error('and it does not close either')));
  await expect(closers.unwind(new Error('it does not start'))).rejects.toThrow('it does not start');
});
