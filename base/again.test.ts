import { expect, test } from 'vitest';
import { again } from './again.ts';
import { LockstepError } from './errors.ts';

const PATIENCE = { after: ['CHECKPOINT'], attempts: 3, pauseMs: 1 } as const;
const { signal } = new AbortController();

function failing(times: number, code: 'CHECKPOINT' | 'BAD_INPUT') {
  let calls = 0;
  const attempt = async () => {
    if (++calls <= times) throw new LockstepError(code, `failure ${calls}`);
    return calls;
  };
  return { attempt, calls: () => calls };
}

test('what may pass is tried again, so often and not more', async () => {
  expect(await again(failing(2, 'CHECKPOINT').attempt, PATIENCE, signal)).toBe(3);
  const lasting = failing(9, 'CHECKPOINT');
  await expect(again(lasting.attempt, PATIENCE, signal)).rejects.toThrow('failure 3');
  expect(lasting.calls()).toBe(3);
});

test('what no attempt would change fails at once', async () => {
  const { attempt, calls } = failing(1, 'BAD_INPUT');
  await expect(again(attempt, PATIENCE, signal)).rejects.toThrow('failure 1');
  expect(calls()).toBe(1);
});

test('a pause ends with its signal, by its reason', async () => {
  const asked = new AbortController();
  const waiting = again(failing(9, 'CHECKPOINT').attempt, { ...PATIENCE, pauseMs: 60_000 }, asked.signal);
  asked.abort(new Error('asked to leave'));
  await expect(waiting).rejects.toThrow('asked to leave');
});
