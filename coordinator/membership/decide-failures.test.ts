/** What is decided where generations fail, checkpoints are damaged, or a coordinator died. */
import { describe, expect, test } from 'vitest';
import { membership, OPTIONS } from '../../test/support/memberships.ts';
import { decide } from './decide.ts';
import {
  checkpointReplaced,
  checkpointStored,
  generationBroken,
  generationFormed,
  inheritedMembership,
  type Membership,
  workerChanged,
  workerJoined,
  workerLost,
} from './state.ts';

describe('when no step comes of generation after generation', () => {
  /** A generation that two workers were in, and what becomes of it. */
  const ended = (state: Membership, end: (state: Membership) => Membership, now: number) => {
    const ids = [...state.workers.keys()];
    const broken = end(generationFormed(state, ids, state.committedSteps, now));
    return ids.reduce((s, id) => workerChanged(s, id, { status: 'ready', lastSeen: now }), broken);
  };
  const failed = (state: Membership, now = 0) =>
    ended(state, (s) => generationBroken(s, 'no way to rank 1', now), now);
  const times = (n: number, state = membership({}, {})) =>
    Array.from({ length: n }).reduce<Membership>((s) => failed(s), state);

  test('the next one is formed at once at first, then after growing pauses', () => {
    const pauses = [1, 2, 3, 4, 5, 8].map((n) => {
      const state = times(n);
      return [0, 250, 500, 1_000, 8_000].find((now) => {
        const seen = [...state.workers.keys()].reduce(
          (s, id) => workerChanged(s, id, { lastSeen: now }),
          state,
        );
        return decide(now, seen, OPTIONS).type === 'form';
      });
    });
    expect(pauses).toEqual([0, 0, 250, 500, 1_000, 8_000]);
    expect(decide(0, times(3), OPTIONS)).toEqual({
      type: 'wait',
      reason: expect.stringMatching(/no step came of 3 generations.*no way to rank 1.*0.25 s/),
    });
  });

  test('the run ends at last, and says why the last one ended', () => {
    expect(decide(0, times(15), OPTIONS).type).toBe('wait');
    expect(decide(0, times(16), OPTIONS)).toEqual({
      type: 'fail',
      code: 'TIMEOUT',
      reason: expect.stringMatching(/16 generations in a row.*no way to rank 1/),
    });
  });

  test('one step, and the count begins anew', () => {
    const step = (s: Membership) =>
      generationBroken(workerChanged(s, 'worker-0', { hasState: true, committedSteps: 1 }), 'a link fell', 0);
    expect(decide(0, ended(times(9), step, 0), OPTIONS).type).toBe('form');
  });

  test('joiners, orders and pauses are no failures', () => {
    const planned = (s: Membership) => generationBroken(s, 'worker-2 joins', 0, true);
    expect(
      decide(
        0,
        Array.from({ length: 20 }).reduce<Membership>((s) => ended(s, planned, 0), times(2)),
        OPTIONS,
      ).type,
    ).toBe('form');
    const ids = ['worker-0', 'worker-1'];
    const paused = Array.from({ length: 20 }).reduce<Membership>(
      (s) => {
        const lost = workerLost(generationFormed(s, ids, 0, 0, true), 'worker-1', 'died', 0);
        const ready = workerChanged(lost, 'worker-0', { status: 'ready' });
        return workerChanged(workerJoined(ready, 'worker-1', 0), 'worker-1', { status: 'ready' });
      },
      membership({}, {}),
    );
    expect(decide(0, paused, OPTIONS).type).toBe('form');
  });
});

describe('when every checkpoint is damaged', () => {
  const damaged = checkpointReplaced(membership({}, {}), undefined);

  test('the run fails where no worker holds the state, and is not begun anew', () => {
    expect(decide(0, damaged, OPTIONS)).toMatchObject({ type: 'fail', code: 'CHECKPOINT' });
  });

  test('a worker that holds the state, or another checkpoint, goes on', () => {
    const held = workerChanged(damaged, 'worker-1', { hasState: true, committedSteps: 7 });
    expect(decide(0, held, OPTIONS)).toMatchObject({ type: 'form', nextStep: 7 });
    const stored = checkpointStored(damaged, { path: 'checkpoints/step-5.safetensors', step: 5 });
    expect(decide(0, stored, OPTIONS)).toMatchObject({ type: 'form', nextStep: 5 });
  });
});

describe('after a coordinator died', () => {
  const INHERITANCE = { generation: 7, members: ['worker-0', 'worker-1'], committedSteps: 90 };
  const back = (state: Membership, id: string) =>
    workerChanged(workerJoined(state, id, 0), id, { status: 'training', hasState: true, committedSteps: 95 });

  test('waits for the members of the generation, and goes on in it when all are back', () => {
    const none = inheritedMembership(INHERITANCE, true, 0);
    expect(decide(100, none, OPTIONS).type).toBe('wait');
    const one = back(none, 'worker-1');
    expect(decide(100, one, OPTIONS)).toEqual({
      type: 'wait',
      reason: 'worker-0 of generation 7 still to come back',
    });
    expect(decide(100, back(one, 'worker-0'), OPTIONS).reason).toBe('generation 7 is training');
  });

  test('breaks the generation when a member comes back that is in it no more, however many there may be', () => {
    const whole = { ...OPTIONS, maxWorkers: 2 };
    const both = ['worker-0', 'worker-1'].reduce(back, inheritedMembership(INHERITANCE, true, 0));
    expect(decide(100, both, whole).type).toBe('wait');
    const outside = workerChanged(both, 'worker-0', { status: 'ready' });
    expect(decide(100, outside, whole)).toMatchObject({
      type: 'break',
      reason: expect.stringMatching(/worker-0/),
    });
  });

  test('breaks the generation when a member does not come back in time', () => {
    const late = OPTIONS.reattachDeadlineMs + 1;
    const one = workerChanged(back(inheritedMembership(INHERITANCE, true, 0), 'worker-1'), 'worker-1', {
      lastSeen: late,
    });
    expect(decide(late, one, OPTIONS)).toMatchObject({ type: 'break' });
  });

  test('a run that is resumed waits for as many workers as at its start', () => {
    const ready = (state: Membership, id: string) =>
      workerChanged(workerJoined(state, id, 0), id, { status: 'ready' });
    const one = ready(inheritedMembership(INHERITANCE, false, 0), 'worker-5');
    expect(OPTIONS.startWorkers).toBe(2);
    expect(decide(0, one, OPTIONS).type).toBe('wait');
    expect(decide(0, ready(one, 'worker-6'), OPTIONS)).toMatchObject({ type: 'form', nextStep: 0 });
  });
});
