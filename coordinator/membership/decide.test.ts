import { describe, expect, test } from 'vitest';
import { membership, OPTIONS, trained } from '../../test/support/memberships.ts';
import { decide } from './decide.ts';
import {
  checkpointStored,
  emptyMembership,
  generationBroken,
  type Membership,
  workerChanged,
  workerDoubted,
  workerJoined,
  workerLost,
} from './state.ts';

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
