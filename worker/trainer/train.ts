import type { DataSource } from '../../api/data.ts';
import { logsOf } from '../../api/totals.ts';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import type { WireFormat } from '../../collectives/transport/schedule.ts';
import type { Endpoint } from '../../collectives/transport/transport.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Archive, seal } from '../checkpoint/archive.ts';
import {
  afterSkippedStep,
  afterStep,
  epochEndIsDue,
  positionOf,
  type RunShape,
  type TrainingState,
} from '../checkpoint/training-state.ts';
import { Deadline, delayed, isDefect } from './deadline.ts';
import { endEpoch } from './epoch.ts';
import { GradientNorm } from './gradient-norm.ts';
import { mistakesOf } from './mistakes.ts';
import { applyOrders } from './orders.ts';
import type { Feed, GenerationPlan, Session, StepRecord } from './ports.ts';
import { checkpointOf, initialRankState, type RankState, restore } from './rank-state.ts';
import { consult, type Recipe } from './recipe.ts';
import { expectFewSkips } from './skips.ts';
import { batchLength, type RankContext, runStep } from './step.ts';
import { StepDeadlines } from './step-deadline.ts';
import { synchronize } from './synchronize.ts';
import { expectWatchedLogs, logNames } from './watched.ts';

export interface TrainOptions {
  readonly shape: RunShape;
  readonly recipe: Recipe;
  readonly source: DataSource;
  /** Names of the classes, where there are such. */
  readonly classes: readonly string[];
  /** How many there are; undefined where the job is no classifier. */
  readonly classCount?: number | undefined;
  readonly batchSize: number;
  readonly seed: number;
  readonly reproducible: boolean;
  /** How gradients travel. */
  readonly wire: WireFormat;
  /** Longest that any step may take, in ms; a usual one has less (step-deadline.ts). */
  readonly stepDeadlineMs: number;
  /** Steps, and ms, between two checkpoints inside an epoch; 0 makes none. */
  readonly checkpointEvery: { readonly steps: number; readonly ms: number };
}

export interface TrainParts {
  readonly engine: Engine;
  readonly archive: Archive;
  readonly feed: Feed;
  readonly endpoint: Endpoint;
  readonly session: Session;
}

/** Longest that a rank which was asked to leave goes on with its step. */
const LEAVE_DEADLINE_MS = 5_000;

/** An engine that is still at work so long after its step was given up hangs; a busy machine is no hang. */
const HUNG_MS = 30_000;

/** A checkpoint may take as long to come as so many steps; nobody sees how far it is. */
const RESTORE_STEPS = 10;

/** Longest that linking up with all peers may take; those that a generation was formed of are there. */
const LINK_DEADLINE_MS = 10_000;

/** Errors after which a rank leaves its generation and waits for the next one. */
const INTERRUPTIONS: readonly string[] = [
  'PEER_LOST',
  'TIMEOUT',
  'ABORTED',
  'UNREACHABLE',
  'UNAUTHENTICATED',
];

/**
 * The life of a worker: join a generation, walk in lockstep with the others until the run is done or the
 * generation breaks, and then join the next one. Returns when the run is over.
 * @throws LockstepError BAD_INPUT before the first where a callback watches a log that there will not be
 */
export async function train(options: TrainOptions, parts: TrainParts, signal: AbortSignal): Promise<void> {
  const { session, engine, feed } = parts;
  expectWatchedLogs(options.recipe, logNames(engine, feed.testLength));
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
      // Whoever is told to leave while it still links up says whom it was waiting for.
      if (typeof peer === 'number') {
        session.suspect(plan, rankState.state.committedSteps, peer, error.message);
      }
      session.interrupted(plan, rankState.state.committedSteps, rankState.hasState, error.describe());
    }
  }
}

/** Who may end a rank's part in a generation: the deadline in force, and whoever asks it to leave. */
interface Limits {
  readonly deadline: Deadline;
  readonly asked: AbortSignal;
}

/** One generation, from linking up to the last step. */
async function runGeneration(
  options: TrainOptions,
  { engine, archive, feed, endpoint, session }: TrainParts,
  plan: GenerationPlan,
  rankState: RankState,
  leave: { readonly asked: AbortSignal; readonly forced: AbortSignal },
): Promise<void> {
  const outer = AbortSignal.any([plan.signal, leave.forced]);
  const deadline = new Deadline('linking up', Math.min(LINK_DEADLINE_MS, options.stepDeadlineMs), outer);
  const { signal } = deadline;
  try {
    const transport = await endpoint.connect(plan, signal);
    try {
      const context: RankContext = {
        engine,
        archive,
        feed,
        transport,
        ...options,
        ...(plan.rank === 0 && { gradientNorm: new GradientNorm() }),
      };
      const work = walk(context, options, session, plan, rankState, { deadline, asked: leave.asked });
      await unlessHung(work, deadline);
    } finally {
      if (leave.asked.aborted && !isDefect(leave.asked)) await session.leave('asked to stop');
      await transport.close();
    }
  } finally {
    deadline.stop();
  }
}

/** The steps of a generation, and what stands before, between and after them. */
async function walk(
  context: RankContext,
  { shape, batchSize, stepDeadlineMs, checkpointEvery }: TrainOptions,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
  { deadline, asked }: Limits,
): Promise<void> {
  const { signal } = deadline;
  const takeOver = (ms: number) => deadline.restart('taking over the state', ms);
  takeOver(stepDeadlineMs);
  if (rankState.last) {
    await context.engine.writeState(rankState.last);
    rankState.last = undefined;
  }
  await synchronize(context, plan, rankState, {
    signal,
    alive: () => takeOver(stepDeadlineMs),
    restore: async () => {
      takeOver(RESTORE_STEPS * stepDeadlineMs);
      await restore(context, session, plan, rankState, signal);
    },
  });
  for (const { epoch, logs } of rankState.state.history) session.epochEnded(plan, epoch, logs, 0);
  Object.assign(rankState, { hasState: true, generation: plan.generation });
  await applyOrders(context, session, plan, rankState);
  if (plan.orders?.paused) {
    deadline.stop();
    await aborted(AbortSignal.any([plan.signal, asked]));
    asked.throwIfAborted();
    plan.signal.throwIfAborted();
  }
  const deadlines = new StepDeadlines(stepDeadlineMs);
  let epochStart = performance.now();
  let savedAt = epochStart;
  const isOver = ({ epochsEnded, stopped }: TrainingState) => epochsEnded >= shape.epochs || stopped !== '';
  while (epochEndIsDue(rankState.state, shape) || !isOver(rankState.state)) {
    // Between two steps nothing is lost by leaving; a rank alone has no peer whom it would miss.
    asked.throwIfAborted();
    signal.throwIfAborted();
    const { committedSteps: step } = rankState.state;
    const start = performance.now();
    if (epochEndIsDue(rankState.state, shape)) {
      deadline.restart(`the end of epoch ${rankState.state.epochsEnded + 1}`, deadlines.interlude());
      await endEpoch(context, session, plan, rankState, (start - epochStart) / 1000, signal);
      epochStart = performance.now();
    } else {
      const { batchIndex } = positionOf(step, shape);
      const whole = batchLength(batchIndex, batchSize, context.feed.trainLength) === batchSize;
      deadline.restart(`step ${step}`, deadlines.next(whole));
      const record = await runStep(context, rankState.state, signal);
      rankState.state = afterRecord(context, rankState.state, record);
      session.stepCommitted(plan, record);
      const now = performance.now();
      deadlines.committed(now - start);
      const { steps, ms } = checkpointEvery;
      const due = (steps > 0 && (step + 1) % steps === 0) || (ms > 0 && now - savedAt >= ms);
      if (plan.rank === 0 && due && !epochEndIsDue(rankState.state, shape)) {
        const { path, make } = await checkpointOf(context, rankState);
        session.keep(path, make);
        savedAt = now;
      }
    }
  }
  await finish(context, session, plan, rankState, { deadline, asked }, stepDeadlineMs);
}

/**
 * Waits for `work`, which ends soon after `signal` aborts unless its engine hangs: it is given at least as long
 * again as the step was.
 * @throws LockstepError ENGINE, for then this worker is of no use any more
 */
async function unlessHung(work: Promise<void>, deadline: Deadline): Promise<void> {
  const { signal } = deadline;
  let watch: NodeJS.Timeout | undefined;
  let stopWatching = () => {};
  const hung = new Promise<never>((_, reject) => {
    const begin = () => {
      const { phase, ms } = deadline;
      const patience = Math.max(HUNG_MS, ms);
      watch = setTimeout(() => {
        const hint =
          'Look into the log of its device driver; the worker ends, so that it can be started anew';
        const what = `the engine has hung for ${Math.round(patience)} ms in ${phase}`;
        reject(new LockstepError('ENGINE', what, { hint }));
      }, patience);
    };
    signal.addEventListener('abort', begin, { once: true });
    stopWatching = () => signal.removeEventListener('abort', begin);
  });
  try {
    await Promise.race([work, hung]);
  } finally {
    stopWatching();
    clearTimeout(watch);
    work.catch(() => undefined);
  }
}

/**
 * The state after a step.
 * @throws LockstepError DIVERGED when too many steps had to be left out
 */
function afterRecord(
  { engine, shape, recipe }: RankContext,
  before: TrainingState,
  { step, epoch, totals, skipped }: StepRecord,
): TrainingState {
  const { update } = positionOf(step, shape);
  const state = skipped ? afterSkippedStep(before) : afterStep(before, update, totals);
  expectFewSkips(state, recipe.maxSkippedSteps, step);
  if (!recipe.callbacks.some(({ onStep }) => onStep)) return state;
  const logs = logsOf(engine.updates[update]!.totals, totals);
  return consult(recipe, state, 'onStep', { step, epoch, logs }).state;
}

/**
 * The end of the run, once the last step is committed. It can be done again from its beginning, by this generation or
 * by the next. What engine and peers do has the deadline of a step, uploads have their own; at the end all waits for
 * the coordinator, whose sessions say that it lives.
 */
async function finish(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
  { deadline, asked }: Limits,
  stepDeadlineMs: number,
): Promise<void> {
  const { engine, archive, recipe } = context;
  const { state, best } = rankState;
  const { signal } = deadline;
  deadline.restart('reading the last weights', stepDeadlineMs);
  if (best && recipe.callbacks.some(({ restoreBest }) => restoreBest)) {
    rankState.last = await engine.readState();
    await engine.writeState(best);
  }
  const engineState = await engine.readState();
  deadline.restart('predicting the test data', stepDeadlineMs);
  const files = await mistakesOf(context, plan, state.committedSteps, signal);
  if (plan.rank === 0) {
    deadline.restart('exporting the model', stepDeadlineMs);
    const { json, weights } = await engine.exportModel();
    files.push(['model/model.json', seal(Buffer.from(json))], ['model/weights.bin', seal(weights)]);
    const last = await archive.checkpoint({ engine: engineState, training: state });
    files.push(['checkpoints/final.safetensors', last]);
  }
  deadline.restart('hashing the last weights', stepDeadlineMs);
  const sha256 = await archive.weightsSha256(engineState);
  deadline.rest();
  for (const [path, file] of files) await session.upload(path, file, signal);
  // Where the run ends, nothing is left in the background.
  await session.kept(signal);
  session.finished(plan, state, sha256);
  await aborted(AbortSignal.any([plan.signal, asked]));
}

/** Resolves when the coordinator ends the run or calls for another generation. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
