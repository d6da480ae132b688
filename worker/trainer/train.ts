import { asLockstepError } from '../../proto/errors.ts';
import { encodeCheckpoint, weightsSha256 } from '../checkpoint/checkpoint.ts';
import type { Engine } from '../engine/engine.ts';
import type { Endpoint } from '../transport/transport.ts';
import { Deadline } from './deadline.ts';
import type { Feed, GenerationPlan, Session } from './ports.ts';
import {
  afterEpoch,
  afterStep,
  epochEndIsDue,
  INITIAL_STATE,
  meanLogs,
  positionOf,
  type Schedule,
  type TrainingState,
} from './state.ts';
import { evaluateShare, type RankContext, runStep } from './step.ts';
import { synchronize } from './synchronize.ts';

export interface TrainOptions {
  readonly schedule: Schedule;
  readonly batchSize: number;
  readonly seed: number;
  readonly reproducible: boolean;
  /** Longest that a step's exchange with the other ranks may take, in ms. */
  readonly stepDeadlineMs: number;
}

export interface TrainParts {
  readonly engine: Engine;
  readonly feed: Feed;
  readonly endpoint: Endpoint;
  readonly session: Session;
}

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
 */
export async function train(options: TrainOptions, parts: TrainParts, signal: AbortSignal): Promise<void> {
  const { session } = parts;
  let state = INITIAL_STATE;
  let hasState = false;
  const commit = (next: TrainingState) => {
    state = next;
    hasState = true;
  };
  for (;;) {
    const plan = await session.nextGeneration(signal);
    if (!plan) return;
    try {
      await runGeneration(options, parts, plan, state, hasState, commit);
    } catch (raw) {
      signal.throwIfAborted();
      const error = asLockstepError(raw, 'INTERNAL');
      if (!INTERRUPTIONS.includes(error.code)) throw error;
      const { peer } = error.context;
      if (typeof peer === 'number' && !plan.signal.aborted) {
        session.suspect(plan, state.committedSteps, peer, error.message);
      }
      session.interrupted(plan, state.committedSteps, hasState, error.describe());
    }
  }
}

/** One generation, from linking up to the last step; `commit` is told of every change of state. */
async function runGeneration(
  options: TrainOptions,
  { engine, feed, endpoint, session }: TrainParts,
  plan: GenerationPlan,
  initial: TrainingState,
  hasState: boolean,
  commit: (state: TrainingState) => void,
): Promise<void> {
  const deadline = new Deadline(options.stepDeadlineMs, plan.signal);
  const { signal } = deadline;
  const transport = await endpoint.connect(plan, signal);
  try {
    const { schedule } = options;
    const context: RankContext = { engine, feed, transport, ...options };
    let state = await synchronize(context, plan, initial, hasState, signal);
    commit(state);
    let epochStart = performance.now();
    while (state.epochsEnded < schedule.epochs) {
      deadline.restart(`step ${state.committedSteps}`);
      if (epochEndIsDue(state, schedule)) {
        const seconds = (performance.now() - epochStart) / 1000;
        await endEpoch(context, session, plan, state, seconds, signal);
        state = afterEpoch(state);
        epochStart = performance.now();
      } else {
        const record = await runStep(context, state.committedSteps, signal);
        state = afterStep(state, positionOf(record.step, schedule).update, record.totals);
        session.stepCommitted(plan, record);
      }
      commit(state);
    }
    deadline.stop();
    await finish(context, session, plan, state);
  } finally {
    deadline.stop();
    await transport.close();
  }
}

/** Evaluates on the test data, every rank its share; rank 0 reports and keeps a checkpoint. */
async function endEpoch(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  state: TrainingState,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  const { engine, feed } = context;
  const logs: Record<string, number> = {};
  for (const [i, { totals }] of engine.updates.entries()) {
    Object.assign(logs, meanLogs(totals, state.epochTotals[i] ?? []));
  }
  if (feed.testLength > 0 && engine.evaluation.length > 0) {
    const totals = await evaluateShare(context, state.committedSteps, signal);
    Object.assign(logs, meanLogs(engine.evaluation, totals, 'val_'));
  }
  session.epochEnded(plan, state.epochsEnded, logs, seconds);
  if (plan.rank === 0) {
    const checkpoint = encodeCheckpoint({ engine: await engine.readState(), training: afterEpoch(state) });
    await session.upload(`checkpoints/step-${state.committedSteps}.safetensors`, checkpoint, signal);
  }
}

async function finish(
  { engine }: RankContext,
  session: Session,
  plan: GenerationPlan,
  state: TrainingState,
): Promise<void> {
  if (plan.rank === 0) {
    const { json, weights } = await engine.exportModel();
    await session.upload('model/model.json', Buffer.from(json), plan.signal);
    await session.upload('model/weights.bin', weights, plan.signal);
  }
  session.finished(plan, state.committedSteps, weightsSha256(await engine.readState()));
  await aborted(plan.signal);
}

/** Resolves when the coordinator ends the run or calls for another generation. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
