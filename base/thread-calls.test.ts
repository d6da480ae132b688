import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { ThreadCalls } from './thread-calls.ts';

test('a call that cannot be posted fails alone: the next one gets its own answer', async () => {
  const posted: unknown[] = [];
  const thread = Object.assign(new EventEmitter(), {
    // As a thread does with what cannot be cloned.
    postMessage: (call: unknown) => {
      structuredClone(call);
      posted.push(call);
    },
  });
  const calls = new ThreadCalls<unknown>(thread as unknown as Worker, 'thread', 'INTERNAL');
  await expect(calls.post({ method: () => {} })).rejects.toThrow(/could not be cloned/);
  const next = calls.post('sound');
  calls.answered({ type: 'done', value: 'its answer' });
  expect(await next).toBe('its answer');
  expect(posted).toEqual(['sound']);
});
