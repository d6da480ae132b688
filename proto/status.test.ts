import { expect, test } from 'vitest';
import { LockstepError } from '../base/errors.ts';
import { fromStatus, toStatus } from './status.ts';

test('an error comes back with its code and its hint', () => {
  const sent = new LockstepError('JOB_MISMATCH', 'other job', { peer: 'worker-1', hint: 'Take the same' });
  const received = fromStatus(toStatus(sent), 'coordinator:7077');
  expect(received.code).toBe('JOB_MISMATCH');
  expect(received.message).toBe('other job [peer worker-1]. Take the same');
});

test.each([
  [14, 'ECONNREFUSED', 'UNREACHABLE'],
  [4, 'Deadline exceeded', 'TIMEOUT'],
  [1, 'Cancelled', 'ABORTED'],
  [16, 'no', 'UNAUTHENTICATED'],
  [8, 'larger than max', 'BAD_INPUT'],
  [13, 'NOT_OUR_CODE: what', 'INTERNAL'],
] as const)('gRPC status %i (%s) is %s', (code, details, expected) => {
  expect(fromStatus({ code, details }, 'host:1').code).toBe(expected);
});
