import { logsOf } from '../../api/totals.ts';
import { whenAborted } from '../../base/abort.ts';
import {
  afterScaling,
  afterSkippedStep,
  afterStep,
  epochEndIsDue,
  positionOf,
  type StepPosition,
  type TrainingState,
} from '../checkpoint/training-state.ts';
import type { RankContext } from './context.ts';
import type { Limits } from './deadline.ts';
import { endEpoch } from './epoch.ts';
import { finish } from './finish.ts';
import { applyOrders } from './orders.ts';
import type { GenerationPlan, Session, StepRecord } from './ports.ts';
import { checkpointOf, type RankState, restore } from './rank-state.ts';
import { consult } from './recipe.ts';
import { expectFewSkips } from './skips.ts';
import { batchLength, runStep } from './step.ts';
import { StepDeadlines } from './step-deadline.ts';
import { synchronize } from './synchronize.ts';

/** Loading a checkpoint may take as long as this many steps: nobody sees how far it has come. */
const RESTORE_STEPS = 10;

/**
 * One generation of this rank, from the common state to the end of the run.
 * @throws LockstepError that ends the generation: PEER_LOST, TIMEOUT, or the reason of a signal
 */
export async function walk(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
  limits: Limits,
): Promise<void> {
  await takeOver(context, session, plan, rankState, limits);
  if (plan.orders?.paused) await pause(plan, limits);
  await takeSteps(context, session, plan, rankState, limits);
  await finish(context, session, plan, rankState, limits);
}

/** Brings this rank to the common state, and applies what was ordered meanwhile. */
async function takeOver(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
  { deadline }: Limits,
): Promise<void> {
  const { stepDeadlineMs } = context;
  const { signal } = deadline;
  const extend = (ms: number) => deadline.restart('taking over the state', ms);
  extend(stepDeadlineMs);
  if (rankState.last) {
    await context.engine.writeState(rankState.last);
    rankState.last = undefined;
  }
  await synchronize(context, plan, rankState, {
    signal,
    alive: () => extend(stepDeadlineMs),
    restore: async () => {
      extend(RESTORE_STEPS * stepDeadlineMs);
      await restore(context, session, plan, rankState, signal);
    },
  });
  for (const { epoch, logs } of rankState.state.history) session.epochEnded(plan, epoch, { logs }, 0);
  Object.assign(rankState, { hasState: true, generation: plan.generation });
  await applyOrders(context, session, plan, rankState);
}

/** Waits until the generation ends or this worker is asked to leave. @throws the reason */
async function pause(plan: GenerationPlan, { deadline, asked }: Limits): Promise<void> {
  deadline.stop();
  await whenAborted(AbortSignal.any([plan.signal, asked]));
  asked.throwIfAborted();
  plan.signal.throwIfAborted();
}

/** Steps and ends of epochs, until the last epoch has ended or a callback or a command has stopped the training. */
async function takeSteps(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
  { deadline, asked }: Limits,
): Promise<void> {
  const { shape, batchSize, feed } = context;
  const { signal } = deadline;
  const deadlines = new StepDeadlines(context.stepDeadlineMs);
  let epochStart = performance.now();
  let savedAt = epochStart;
  const isOver = ({ epochsEnded, stopped }: TrainingState) => epochsEnded >= shape.epochs || stopped !== '';
  while (epochEndIsDue(rankState.state, shape) || !isOver(rankState.state)) {
    // A single-rank run has no peer to fail on, so the signals are checked here. Between two steps nothing is lost.
    asked.throwIfAborted();
    signal.throwIfAborted();
    const { committedSteps: step, epochsEnded } = rankState.state;
    const start = performance.now();
    if (epochEndIsDue(rankState.state, shape)) {
      deadline.restart(`the end of epoch ${epochsEnded + 1}`, deadlines.interlude());
      await endEpoch(context, session, plan, rankState, (start - epochStart) / 1000, deadline);
      epochStart = performance.now();
      continue;
    }
    const position = positionOf(step, shape);
    const whole = batchLength(position.batchIndex, batchSize, feed.lengthOf('train')) === batchSize;
    deadline.restart(`step ${step}`, deadlines.next(whole));
    const record = await runStep(context, rankState.state, position, signal);
    rankState.state = afterRecord(context, rankState.state, position, record);
    session.stepCommitted(plan, record);
    const now = performance.now();
    deadlines.committed(now - start);
    if (plan.rank === 0 && checkpointIsDue(context, rankState.state, now - savedAt)) {
      const { path, make } = await checkpointOf(context, rankState);
      session.keep(path, make);
      savedAt = now;
    }
  }
}

/** Whether a checkpoint inside the epoch is due, `ms` after the last one; the end of an epoch makes one anyway. */
function checkpointIsDue({ shape, checkpointEvery }: RankContext, state: TrainingState, ms: number): boolean {
  if (epochEndIsDue(state, shape)) return false;
  const bySteps = checkpointEvery.steps > 0 && state.committedSteps % checkpointEvery.steps === 0;
  return bySteps || (checkpointEvery.ms > 0 && ms >= checkpointEvery.ms);
}

/**
 * The state after a step.
 * @throws LockstepError DIVERGED when too many steps had to be left out, BAD_INPUT when a callback fails
 */
function afterRecord(
  { engine, recipe }: RankContext,
  before: TrainingState,
  { update }: StepPosition,
  { step, epoch, totals, skipped }: StepRecord,
): TrainingState {
  const after = skipped ? afterSkippedStep(before) : afterStep(before, update, totals);
  const state = engine.info.scalesLoss ? afterScaling(after, before) : after;
  expectFewSkips(state, recipe.maxSkippedSteps, step);
  if (!recipe.callbacks.some(({ onStep }) => onStep)) return state;
  const logs = logsOf(engine.updates[update]!.totals, totals);
  return consult(recipe, state, 'onStep', { step, epoch, logs }).state;
}
