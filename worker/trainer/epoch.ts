/** The end of an epoch: evaluation, callbacks, checkpoints, and a check that all ranks hold the same weights. */

import { keepsConfusion } from '../../api/confusion.ts';
import { logsOf } from '../../api/totals.ts';
import { LockstepError } from '../../base/errors.ts';
import { allGather } from '../../collectives/transport/all-gather.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { type SealedFile, seal } from '../checkpoint/archive.ts';
import { afterEpoch } from '../checkpoint/training-state.ts';
import { BUCKETS } from './buckets.ts';
import type { RankContext } from './context.ts';
import type { Watch } from './deadline.ts';
import { evaluateSplit, watchedSplit } from './evaluate.ts';
import { pictureGrid } from './pictures.ts';
import type { GenerationPlan, Session } from './ports.ts';
import { type RankState, weightsOf } from './rank-state.ts';
import { consult, rateFactor } from './recipe.ts';
import { expectTrained } from './skips.ts';

/** Number of held-out samples that a job's pictures are made from. */
const PICTURED_SAMPLES = 20;

/**
 * Ends the epoch on this rank. Every rank evaluates its share of the test data; rank 0 also keeps checkpoints and
 * pictures. `rankState` advances only when all of that has succeeded.
 * @param seconds that the epoch took
 * @throws LockstepError DIVERGED where ranks hold different weights or an update has learned nothing, BAD_INPUT where
 * a callback fails, PEER_LOST | TIMEOUT | ABORTED
 */
export async function endEpoch(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
  seconds: number,
  watch: Watch,
): Promise<void> {
  const { signal } = watch;
  const { engine, archive, feed, transport, recipe } = context;
  const { state } = rankState;
  const { committedSteps: step, epochsEnded: epoch } = state;
  expectTrained(state, engine.updates);
  const logs: Record<string, number> = {};
  for (const [i, { totals }] of engine.updates.entries()) {
    Object.assign(logs, logsOf(totals, state.epochTotals[i] ?? []));
  }
  const watched = watchedSplit(feed);
  const evaluated = await evaluateSplit(context, watched, 'val_', step, watch);
  Object.assign(logs, evaluated.logs);
  rankState.confusions =
    evaluated.confusions && watched === 'test' ? { step, counted: evaluated.confusions } : undefined;
  const last = { ...state, committedSteps: step - 1 };
  const factor = rateFactor(recipe, last, context.shape, context.batchSize);
  if (factor !== 1) logs.learning_rate = engine.updates[0]!.learningRate * factor;

  const engineState = await engine.readState();
  await expectAgreement(transport, await archive.weightsSha256(engineState), step, signal);
  const consulted = consult(recipe, state, 'onEpochEnd', { step, epoch, logs });
  const confusions = keepsConfusion(epoch + 1) ? evaluated.confusions : undefined;
  session.epochEnded(plan, epoch, { logs, confusions }, seconds);
  const bestStep = consulted.best ? step : state.bestStep;
  if (consulted.best) rankState.best = weightsOf(engineState);
  rankState.state = afterEpoch({ ...consulted.state, bestStep }, logs);

  if (transport.rank !== 0) return;
  const { best } = rankState;
  const checkpoint = { engine: engineState, training: rankState.state, best };
  let made: Promise<SealedFile> | undefined;
  const make = () => {
    made ??= archive.checkpoint(checkpoint);
    return made;
  };
  for (const name of [`step-${step}`, ...consulted.saves]) {
    session.keep(`checkpoints/${name}.safetensors`, make);
  }
  const pictured = Math.min(PICTURED_SAMPLES, feed.lengthOf(watched));
  if (pictured === 0) return;
  const samples = await feed.heldOutBatch(watched, 0, pictured, signal);
  const pictures = await engine.pictures(samples.batch).finally(() => samples.release());
  for (const picture of pictures) {
    session.keep(`pictures/${picture.name}-epoch-${epoch + 1}.png`, async () => seal(pictureGrid(picture)));
  }
}

/**
 * Compares the ranks' weights by their hashes: this finds a bit that flipped in the memory of a rank.
 * @throws LockstepError DIVERGED, on every rank, naming the ranks that differ from most others
 */
async function expectAgreement(
  transport: Transport,
  sha256: string,
  step: number,
  signal: AbortSignal,
): Promise<void> {
  const own = Buffer.from(sha256, 'hex');
  const hashes = await allGather(transport, own, { step, bucket: BUCKETS.agreement }, signal);
  const all = hashes.map((hash) => hash.join());
  const votes = (hash: string) => all.filter((other) => other === hash).length;
  const most = all.reduce((best, hash) => (votes(hash) > votes(best) ? hash : best));
  const odd = all.flatMap((hash, r) => (hash === most ? [] : [r]));
  if (odd.length === 0) return;
  const who = odd.length === 1 ? `rank ${odd[0]} has` : `ranks ${odd.join(', ')} have`;
  throw new LockstepError('DIVERGED', `${who} other weights than most ranks after step ${step}`, {
    step,
    hint: 'Resume from the last checkpoint without that machine, and check its memory',
  });
}
