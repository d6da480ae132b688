import { describe, expect, test } from 'vitest';
import { decide, type MembershipOptions } from './decide.ts';
import {
  checkpointReplaced,
  checkpointStored,
  emptyMembership,
  generationBroken,
  generationFormed,
  inheritedMembership,
  type Membership,
  type Worker,
  workerChanged,
  workerDoubted,
  workerJoined,
  workerLost,
} from './state.ts';

const OPTIONS: MembershipOptions = {
  startWorkers: 2,
  minWorkers: 1,
  maxWorkers: 3,
  heartbeatMs: 100,
  heartbeatTimeoutMs: 1_000,
  joinDeadlineMs: 10_000,
  reattachDeadlineMs: 10_000,
  stepDeadlineMs: 500,
  evictStragglers: false,
};

/** Workers `worker-0`... all seen at time 0, with the changes given for each. */
function membership(...changes: Partial<Worker>[]): Membership {
  return changes.reduce<Membership>((state, change, i) => {
    const id = `worker-${i}`;
    return workerChanged(workerJoined(state, id, 0), id, { status: 'ready', ...change });
  }, emptyMembership(0));
}

function trained(...changes: Partial<Worker>[]): Membership {
  const state = membership(...changes.map(() => ({})));
  const formed = generationFormed(state, [...state.workers.keys()], 0, 0);
  return changes.reduce<Membership>(
    (next, change, i) => workerChanged(next, `worker-${i}`, { hasState: true, ...change }),
    formed,
  );
}

describe('before the first generation', () => {
  test('waits for the workers asked for', () => {
    const decision = decide(0, membership({}), OPTIONS);
    expect(decision).toEqual({ type: 'wait', reason: '1 of 2 workers are ready' });
  });

  test('does not count workers that still prepare, and names them', () => {
    const decision = decide(
      700,
      membership({ lastSeen: 700 }, { status: 'preparing', lastSeen: 700 }),
      OPTIONS,
    );
    const reason = '1 of 2 workers are ready; worker-1 still prepares, for 1 s';
    expect(decision).toEqual({ type: 'wait', reason });
  });

  test('forms when they are there, in the order of their names', () => {
    const state = [10, 2].reduce((next, i) => {
      const id = `worker-${i}`;
      return workerChanged(workerJoined(next, id, 0), id, { status: 'ready' });
    }, emptyMembership(0));
    const decision = decide(0, state, OPTIONS);
    if (decision.type !== 'form') throw new Error(decision.reason);
    expect(decision.members.map(({ id }) => id)).toEqual(['worker-2', 'worker-10']);
    expect(decision).toMatchObject({ nextStep: 0, sourceRank: 0 });
  });

  test('fails when they do not come in time, and says how many did', () => {
    const state = workerChanged(membership({}), 'worker-0', { lastSeen: 10_001 });
    const decision = decide(10_001, state, OPTIONS);
    expect(decision).toEqual({
      type: 'fail',
      code: 'TOO_FEW_WORKERS',
      reason: '1 of 2 workers are ready after 10 s',
    });
  });
});

describe('while a generation trains', () => {
  test('waits', () => {
    expect(decide(0, trained({}, {}), OPTIONS).type).toBe('wait');
  });

  test('evicts who is silent', () => {
    const decision = decide(1_001, workerChanged(trained({}, {}), 'worker-1', { lastSeen: 900 }), OPTIONS);
    expect(decision).toMatchObject({ type: 'evict', workerId: 'worker-0' });
  });

  test('interrupts for a joiner, but not beyond the most workers', () => {
    const join = (state: Membership, id: string) =>
      workerChanged(workerJoined(state, id, 0), id, { status: 'ready' });
    expect(decide(0, join(trained({}, {}), 'worker-9'), OPTIONS)).toEqual({
      type: 'interrupt',
      reason: 'worker-9 joins',
    });
    expect(decide(0, join(trained({}, {}, {}), 'worker-9'), OPTIONS).type).toBe('wait');
  });

  test('takes no joiner once a rank has finished', () => {
    const state = workerJoined(trained({ status: 'finished' }, {}), 'worker-9', 0);
    expect(decide(0, workerChanged(state, 'worker-9', { status: 'ready' }), OPTIONS).type).toBe('wait');
  });

  test('goes on without a straggler where that is asked for, after some patience', () => {
    const slow = trained({ lastSeen: 31_000 }, { lastSeen: 31_000, straggling: { since: 0, score: 3.14 } });
    const options = { ...OPTIONS, evictStragglers: true };
    expect(decide(31_000, slow, OPTIONS).type).toBe('wait');
    expect(decide(1_000, slow, options).type).toBe('wait');
    expect(decide(31_000, slow, options)).toMatchObject({
      type: 'holdBack',
      workerId: 'worker-1',
      reason: 'worker-1 computes 3.1 times as long as the median rank',
    });
    expect(decide(31_000, slow, { ...options, minWorkers: 2 }).type).toBe('wait');
  });

  test('finishes when every rank has', () => {
    const state = trained({ status: 'finished' }, { status: 'finished' });
    expect(decide(0, state, OPTIONS).type).toBe('finish');
  });
});

describe('after a generation broke', () => {
  test('asks those still training to leave, then evicts them', () => {
    const state = workerLost(trained({}, {}), 'worker-1', 'died', 0);
    expect(decide(100, state, OPTIONS).type).toBe('interrupt');
    const heard = workerChanged(state, 'worker-0', { lastSeen: 501 });
    expect(decide(501, heard, OPTIONS)).toMatchObject({ type: 'evict', workerId: 'worker-0' });
  });

  test('does not wait for a member that misses its heartbeats', () => {
    const state = workerLost(trained({}, {}, { lastSeen: 300 }), 'worker-1', 'died', 0);
    expect(decide(601, state, { ...OPTIONS, stepDeadlineMs: 5_000 })).toMatchObject({
      type: 'evict',
      workerId: 'worker-0',
    });
  });

  test('goes on without a worker to which peers find no way, where there are enough others', () => {
    const start = trained({ status: 'ready' }, { status: 'ready' });
    const once = workerDoubted(start, 'worker-0', 0);
    expect(decide(10, generationBroken(once, 'no link to rank 0', 10), OPTIONS).type).toBe('form');
    const doubted = [1, 2].reduce((s) => workerDoubted(s, 'worker-1', 0), once);
    const broken = generationBroken(doubted, 'no link to rank 1', 10);
    expect(decide(10, broken, OPTIONS)).toMatchObject({ type: 'holdBack', workerId: 'worker-1' });
    const held = workerChanged(broken, 'worker-1', { doubts: 1, heldBackUntil: 1_000 });
    const members = (now: number, least: number) => {
      const decision = decide(now, held, { ...OPTIONS, minWorkers: least });
      return decision.type === 'form' && decision.members.map(({ id }) => id);
    };
    expect(members(10, 1)).toEqual(['worker-0']);
    expect(members(10, 2)).toEqual(['worker-0', 'worker-1']);
    expect(members(1_000, 1)).toEqual(['worker-0', 'worker-1']);
  });

  test('a generation that has committed a step puts nobody in doubt', () => {
    expect(workerDoubted(trained({}, {}), 'worker-1', 1).workers.get('worker-1')?.doubts).toBeUndefined();
  });

  test('goes on with one worker where the least is one', () => {
    const lost = workerLost(trained({ committedSteps: 7 }, {}), 'worker-1', 'died', 0);
    const decision = decide(0, workerChanged(lost, 'worker-0', { status: 'ready' }), OPTIONS);
    expect(decision).toMatchObject({ type: 'form', nextStep: 7, sourceRank: 0 });
  });

  test('takes the most advanced survivor as the source', () => {
    const state = generationBroken(
      trained(
        { status: 'ready', committedSteps: 7 },
        { status: 'ready', committedSteps: 8 },
        { status: 'ready', hasState: false, committedSteps: 0 },
      ),
      'a link fell',
      0,
    );
    expect(decide(0, state, OPTIONS)).toMatchObject({ type: 'form', nextStep: 8, sourceRank: 1 });
  });

  test('survivors keep their order and joiners follow', () => {
    const lost = workerLost(trained({}, {}, {}), 'worker-0', 'died', 0);
    const ready = ['worker-1', 'worker-2'].reduce((s, id) => workerChanged(s, id, { status: 'ready' }), lost);
    const joined = workerChanged(workerJoined(ready, 'worker-0', 0), 'worker-0', { status: 'ready' });
    const decision = decide(0, joined, OPTIONS);
    if (decision.type !== 'form') throw new Error(decision.reason);
    expect(decision.members.map(({ id }) => id)).toEqual(['worker-1', 'worker-2', 'worker-0']);
  });

  test('leaves nobody out who holds the state, where there are more than have room', () => {
    const fresh = { status: 'ready', hasState: false, committedSteps: 0 } as const;
    const lost = workerLost(
      membership({}, fresh, { ...fresh, hasState: true, committedSteps: 7 }),
      'worker-0',
      'died',
      0,
    );
    const decision = decide(0, lost, { ...OPTIONS, minWorkers: 1, startWorkers: 1, maxWorkers: 1 });
    expect(decision).toMatchObject({ type: 'form', nextStep: 7, members: [{ id: 'worker-2' }] });
  });

  test('takes the state from the newest checkpoint where nobody holds it any more, else begins again', () => {
    const done = workerChanged(trained({}, {}), 'worker-1', { committedSteps: 5 });
    const lost = ['worker-0', 'worker-1'].reduce((s, id) => workerLost(s, id, 'died', 0), done);
    const fresh = workerChanged(workerJoined(lost, 'worker-2', 0), 'worker-2', { status: 'ready' });
    expect(decide(0, fresh, OPTIONS)).toMatchObject({ type: 'form', nextStep: 0 });
    const stored = ['step-4', 'step-2'].reduce(
      (s, name) => checkpointStored(s, { path: name, step: Number(name.slice(5)) }),
      fresh,
    );
    expect(decide(0, stored, OPTIONS)).toMatchObject({ type: 'form', nextStep: 4, restore: 'step-4' });
  });

  test.each([
    ['behind the newest checkpoint', 3, { nextStep: 4, restore: 'step-4', sourceRank: 0 }],
    ['as far as the newest checkpoint', 4, { nextStep: 4, restore: undefined }],
    ['further than the newest checkpoint', 5, { nextStep: 5, restore: undefined }],
  ])('goes on at the furthest state that there is: a member %s', (_, committedSteps, expected) => {
    const broken = workerLost(trained({ committedSteps, status: 'ready' }, {}), 'worker-1', 'died', 0);
    const stored = checkpointStored(broken, { path: 'step-4', step: 4 });
    const decision = decide(0, stored, OPTIONS);
    expect({ restore: undefined, ...decision }).toMatchObject({ type: 'form', ...expected });
  });
});

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
