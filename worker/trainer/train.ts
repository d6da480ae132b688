import { asLockstepError, type ErrorCode } from '../../base/errors.ts';
import type { RankContext, TrainOptions, TrainParts } from './context.ts';
import { Deadline, delayed, isDefect } from './deadline.ts';
import { watchedSplit } from './evaluate.ts';
import { GradientNorm } from './gradient-norm.ts';
import { unlessHung } from './hung.ts';
import type { GenerationPlan } from './ports.ts';
import { initialRankState, type RankState } from './rank-state.ts';
import { walk } from './walk.ts';
import { expectWatchedLogs, logNames } from './watched.ts';

/** Longest that a rank which was asked to leave goes on with its step, in ms. */
const LEAVE_DEADLINE_MS = 5_000;

/** Longest that linking up with all peers may take, in ms: the members of a new generation are all there. */
const LINK_DEADLINE_MS = 10_000;

/** Errors after which a rank leaves its generation and waits for the next one. */
const INTERRUPTIONS: readonly ErrorCode[] = [
  'PEER_LOST',
  'TIMEOUT',
  'ABORTED',
  'UNREACHABLE',
  'UNAUTHENTICATED',
];

/**
 * The life of a worker: join a generation, walk in lockstep with the others until the run is done or the
 * generation breaks, and then join the next one. Returns when the run is over.
 * @throws LockstepError BAD_INPUT before any step where a callback watches a log that the run will not have, the
 * signal's reason where this worker is asked to leave, and any error that is no interruption
 */
export async function train(options: TrainOptions, parts: TrainParts, signal: AbortSignal): Promise<void> {
  const { session, engine, feed } = parts;
  expectWatchedLogs(options.recipe, logNames(engine, feed.lengthOf(watchedSplit(feed))));
  const rankState = initialRankState();
  const forced = delayed(signal, () => LEAVE_DEADLINE_MS);
  for (;;) {
    const plan = await session.nextGeneration(signal);
    if (!plan) return;
    try {
      await runGeneration(options, parts, plan, rankState, { asked: signal, forced });
    } catch (raw) {
      signal.throwIfAborted();
      const error = asLockstepError(raw, 'INTERNAL');
      if (!INTERRUPTIONS.includes(error.code)) throw error;
      const { peer } = error.context;
      // A rank that was told to leave while it linked up also names the peer that it waited for.
      if (typeof peer === 'number') {
        session.suspect(plan, rankState.state.committedSteps, peer, error.message);
      }
      session.interrupted(plan, rankState.state.committedSteps, rankState.hasState, error.describe());
    }
  }
}

/** One generation, from linking up to closing the links. */
async function runGeneration(
  options: TrainOptions,
  { engine, archive, feed, endpoint, session }: TrainParts,
  plan: GenerationPlan,
  rankState: RankState,
  leave: { readonly asked: AbortSignal; readonly forced: AbortSignal },
): Promise<void> {
  const outer = AbortSignal.any([plan.signal, leave.forced]);
  const deadline = new Deadline('linking up', Math.min(LINK_DEADLINE_MS, options.stepDeadlineMs), outer);
  try {
    const transport = await endpoint.connect(plan, deadline.signal);
    try {
      const gradientNorm = plan.rank === 0 ? { gradientNorm: new GradientNorm() } : {};
      const context: RankContext = { ...options, engine, archive, feed, transport, ...gradientNorm };
      const work = walk(context, session, plan, rankState, { deadline, asked: leave.asked });
      await unlessHung(work, deadline);
    } finally {
      if (leave.asked.aborted && !isDefect(leave.asked)) await session.leave('asked to stop');
      await transport.close();
    }
  } finally {
    deadline.stop();
  }
}
