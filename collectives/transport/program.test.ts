import { expect, test } from 'vitest';
import { encodeProgram } from './program.ts';

test('a schedule is the rounds of each flow, nine numbers a round', () => {
  const send = { peer: 2, sequence: 7, start: 10, end: 20 };
  const receive = { peer: 1, sequence: 8, start: 30, end: 40, add: true };
  expect([
    ...encodeProgram([[{ send, receive }, { send }], [{ receive: { ...receive, add: false } }]]),
  ]).toEqual([
    ...[2, 2, 7, 10, 20, 1, 8, 30, 40, 1],
    ...[2, 7, 10, 20, -1, 0, 0, 0, 0],
    ...[1, -1, 0, 0, 0, 1, 8, 30, 40, 0],
  ]);
});
