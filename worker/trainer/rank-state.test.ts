import { expect, test } from 'vitest';
import { LockstepError } from '../../base/errors.ts';
import type { RankContext } from './context.ts';
import type { GenerationPlan, Session } from './ports.ts';
import { initialRankState, restore } from './rank-state.ts';

const PLAN = {
  rank: 2,
  generation: 4,
  restore: 'checkpoints/step-9.safetensors',
} as unknown as GenerationPlan;

/** What comes of a rank whose download ends with `error`. */
async function restored(error: LockstepError): Promise<unknown> {
  const session = { download: async () => Promise.reject(error) } as unknown as Session;
  const { signal } = new AbortController();
  return await restore({} as RankContext, session, PLAN, initialRankState(), signal).catch(
    (thrown) => thrown,
  );
}

test('a rank to which a checkpoint comes damaged puts itself in doubt: another one may take the state', async () => {
  const error = new LockstepError('CHECKPOINT', 'it arrived damaged');
  expect(await restored(error)).toMatchObject({ code: 'PEER_LOST', context: { peer: 2 }, cause: error });
});

test('what else befalls a download stays what it is', async () => {
  const error = new LockstepError('ABORTED', 'it is damaged; the state comes from another');
  expect(await restored(error)).toBe(error);
});
