import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import type { Coordinator } from '../run/coordinator.ts';
import { controlHandlers } from './control-service.ts';

/** A worker's session with a coordinator that writes down whom it loses and why. */
function session(report: () => void = () => {}) {
  const lost: string[] = [];
  const coordinator = {
    attach: () => {},
    detach: (worker: string, _: unknown, reason: string) => lost.push(`${worker} ${reason}`),
    report,
  } as unknown as Coordinator;
  const call = Object.assign(new EventEmitter(), { write: () => true, end: () => {} });
  controlHandlers(coordinator).session(call as never);
  call.emit('data', { kind: 'attach', attach: { workerId: 'worker-1' } });
  return { call, lost };
}

test.each([
  ['an error of a socket', new Error('read ECONNRESET'), 'worker-1 lost its connection (read ECONNRESET)'],
  ['a status of gRPC', { code: 1, details: 'Cancelled' }, 'worker-1 lost its connection (Cancelled)'],
])('a session that ends by %s says why', (_, error, told) => {
  const { call, lost } = session();
  call.emit('error', error);
  expect(lost).toEqual([told]);
});

test('a worker whose report is refused is lost for that, not for its connection', () => {
  const { call, lost } = session(() => {
    throw new LockstepError('BAD_INPUT', 'step 7 comes before step 6');
  });
  const told: { details?: string }[] = [];
  call.on('error', (status) => told.push(status));
  call.emit('data', { kind: 'step' });
  expect(lost[0]).toBe('worker-1 sent a report that was refused: step 7 comes before step 6');
  expect(told[0]!.details).toBe('BAD_INPUT: step 7 comes before step 6');
});
