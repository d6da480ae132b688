/** The simulation can fail: code that breaks a promise of the protocol is found out. */
import { afterEach, expect, test, vi } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import type { Membership } from '../../coordinator/membership/state.ts';
import { Coordinator } from '../../coordinator/run/coordinator.ts';
import { Roster } from '../../coordinator/run/roster.ts';
import { Journal } from '../../coordinator/store/journal.ts';
import { BUCKETS } from '../../worker/trainer/buckets.ts';
import {
  AWAY,
  CLOCK,
  RATES,
  ROTTEN,
  SLICED,
  STALE,
  STOPPED_BETWEEN,
  STRAGGLER,
  SYNCHRONIZED,
} from './found.ts';
import { type Scenario, scenarioOf } from './schedule.ts';
import { simulate } from './simulate.ts';

const { breakable, broken } = await vi.hoisted(() => import('./broken.ts'));

vi.mock('../../base/clock.ts', breakable('steadyClock'));
vi.mock('../../worker/data/fetch.ts', breakable('fetchRecords'));
vi.mock('../../coordinator/membership/decide.ts', breakable('decide'));
vi.mock('../../datasets/sampling.ts', breakable('positionsOf'));
// Within its own module `runStep` applies as ever; this is what the roll-forward calls.
vi.mock('../../worker/trainer/step.ts', breakable('applyStep'));
vi.mock('../../worker/trainer/orders.ts', breakable('applyOrders'));
vi.mock('../../coordinator/store/orders.ts', breakable('ordersLeft'));
vi.mock('../../collectives/index.ts', breakable('allReduce'));

afterEach(() => {
  for (const key of Object.keys(broken)) delete broken[key as keyof typeof broken];
  vi.restoreAllMocks();
});

/** The first violation among the first schedules. */
async function firstViolation(schedules = 300): Promise<string | undefined> {
  for (let seed = 1; seed <= schedules; seed++) {
    const { violation } = await simulate(scenarioOf(seed));
    if (violation) return violation;
  }
  return undefined;
}

test('a rank that skips its roll-forward', async () => {
  broken.applyStep = () => async () => true;
  expect(await firstViolation()).toMatch(/differ after step|DIVERGED|holds a state/);
});

test('a generation that begins one step too early', async () => {
  broken.decide = (real) => (now, state, options) => {
    const decision = real(now, state, options);
    if (decision.type !== 'form' || decision.restore || decision.nextStep < 2) return decision;
    return { ...decision, nextStep: decision.nextStep - 1 };
  };
  expect(await firstViolation()).toMatch(/begins at step|commits step/);
});

test('a generation formed before all have left the last one', async () => {
  broken.decide = (real) => (now, state, options) => {
    if (state.generation?.broken === undefined) return real(now, state, options);
    const impatient = [...state.workers].map(([id, worker]) => {
      return [id, worker.status === 'training' ? { ...worker, status: 'ready' as const } : worker] as const;
    });
    return real(now, { ...state, workers: new Map(impatient) } satisfies Membership, options);
  };
  expect(await firstViolation()).toMatch(/is called to generation \d+ from within/);
});

test('lost workers that are never evicted', async () => {
  broken.decide = (real) => (now, state, options) => {
    const decision = real(now, state, options);
    return decision.type === 'evict' ? { type: 'wait', reason: decision.reason } : decision;
  };
  expect(await firstViolation()).toMatch(/does not finish/);
});

test('shares that overlap', async () => {
  broken.positionsOf = (real) => (batchIndex, batchSize, samples, share) => {
    const { start, end } = real(batchIndex, batchSize, samples, share);
    return { start: share.first > 0 ? start - 1 : start, end };
  };
  expect(await firstViolation()).toMatch(/holds a state/);
});

test('two coordinators without a fence', async () => {
  vi.spyOn(Journal.prototype, 'expectToLead').mockImplementation(() => {});
  expect(await firstViolation()).toMatch(/under term|older term/);
});

/** What one schedule comes to, with the code as it is and as it was broken. */
async function found(scenario: Scenario, breakIt: () => void): Promise<string | undefined> {
  expect((await simulate(scenario)).violation).toBeUndefined();
  breakIt();
  return (await simulate(scenario)).violation;
}

test('a checkpoint that is looked at only where nobody holds the state', async () => {
  const violation = await found(STALE, () => {
    broken.decide =
      (real) =>
      (now, { checkpoint, ...state }, options) => {
        const held = [...state.workers.values()].some(({ hasState }) => hasState);
        return real(now, held ? state : { ...state, checkpoint }, options);
      };
  });
  expect(violation).toMatch(/behind the checkpoint/);
});

test('a stop that ends the run where the generation is not whole', async () => {
  const violation = await found(STOPPED_BETWEEN, () => {
    const { command } = Coordinator.prototype;
    vi.spyOn(Coordinator.prototype, 'command').mockImplementation(async function (
      this: Coordinator,
      order,
      from,
    ) {
      if (/training$/.test(this.reason)) return await command.call(this, order, from);
      this.fail(new LockstepError('ABORTED', 'stopped by a command (a test) while nobody trained'));
      return { ok: true, message: 'the run is stopped; nobody trained' };
    });
  });
  expect(violation).toMatch(/loses what was trained/);
});

test('records that failed to come once and are never asked for again', async () => {
  const violation = await found(AWAY, () => {
    const failed = new WeakSet<object>();
    broken.fetchRecords = (real) => async (fetching, name, info, records) => {
      const away = new LockstepError('UNREACHABLE', 'nobody answers');
      if (failed.has(fetching.client)) throw away;
      const read = async function* (...args: Parameters<typeof fetching.client.read>) {
        try {
          yield* fetching.client.read(...args);
        } catch (error) {
          failed.add(fetching.client);
          throw new LockstepError('INTERNAL', 'given up', { cause: error });
        }
      };
      return await real({ ...fetching, client: { read } as never }, name, info, records).catch(() => {
        throw away;
      });
    };
  });
  expect(violation).toMatch(/does not finish|in a row|gives the run up/);
});

test('deadlines by a clock that is set', async () => {
  const violation = await found(CLOCK, () => {
    broken.steadyClock = () => () => Date.now();
  });
  expect(violation).toMatch(/does not finish|gives the run up/);
});

test('an order for a rate that one rank does not hear of', async () => {
  const violation = await found(RATES, () => {
    broken.applyOrders = (real) => async (context, session, plan, rankState) => {
      const { rate: _, ...others } = plan.orders ?? {};
      const deaf = { ...plan, orders: plan.orders && { ...plan.orders, ...others, rate: undefined } };
      return await real(context, session, plan.rank === 1 ? deaf : plan, rankState);
    };
  });
  expect(violation).toMatch(/at rate/);
});

test('a coordinator that does not know how many rates were ordered before it', async () => {
  const violation = await found(RATES, () => {
    broken.ordersLeft = (real) => (orders, byHand) => ({ ...real(orders, byHand), rates: 0 });
  });
  expect(violation).toMatch(/at rate 1, and rate 2 was promised/);
});

test("a sum within a step that goes on with the rank's own numbers", async () => {
  const violation = await found(SYNCHRONIZED, () => {
    broken.allReduce = (real) => async (transport, values, tag, signal, wire) => {
      if (BUCKETS.middle.includes(tag.bucket as never)) return;
      await real(transport, values, tag, signal, wire);
    };
  });
  expect(violation).toMatch(/holds a state/);
});

test('a sum within a step that nobody waits for', async () => {
  const violation = await found(SYNCHRONIZED, () => {
    broken.allReduce = (real) => async (transport, values, tag, signal, wire) => {
      const reduced = real(transport, values, tag, signal, wire);
      if (!BUCKETS.middle.includes(tag.bucket as never)) return await reduced;
      reduced.catch(() => undefined);
    };
  });
  expect(violation).toMatch(/holds a state|does not finish|gives the run up/);
});

test("a slice of a gradient that stays the rank's own", async () => {
  const violation = await found(SLICED, () => {
    broken.allReduce = (real) => async (transport, values, tag, signal, wire) => {
      if (tag.bucket === BUCKETS.slices[1]) return;
      await real(transport, values, tag, signal, wire);
    };
  });
  expect(violation).toMatch(/holds a state/);
});

test('a straggler that is never held back', async () => {
  const violation = await found(STRAGGLER, () => {
    broken.decide = (real) => (now, state, options) =>
      real(now, state, { ...options, evictStragglers: false });
  });
  expect(violation).toMatch(/have waited for the straggler/);
});

test('another worker that is held back in the place of the straggler', async () => {
  const violation = await found(STRAGGLER, () => {
    broken.decide = (real) => (now, state, options) => {
      const decision = real(now, state, options);
      if (decision.type !== 'holdBack') return decision;
      const other = state.generation!.members.find((id) => id !== decision.workerId)!;
      return { ...decision, workerId: other };
    };
  });
  expect(violation).toMatch(/is held back: /);
});

test('a damaged checkpoint that is named again and again', async () => {
  const violation = await found(ROTTEN, () => {
    vi.spyOn(Roster.prototype, 'replaceCheckpoint').mockImplementation(() => {});
  });
  expect(violation).toMatch(/gives the run up|does not finish/);
});
