import { whenAborted } from '../../base/abort.ts';
import { seal } from '../checkpoint/archive.ts';
import type { RankContext } from './context.ts';
import type { Limits } from './deadline.ts';
import { evaluateSplit, watchedSplit } from './evaluate.ts';
import { mistakesOf } from './mistakes.ts';
import type { GenerationPlan, Session } from './ports.ts';
import type { RankState } from './rank-state.ts';

/**
 * The end of the run, after its last step. It can be done again from its beginning, by this generation or the next.
 * Work of the engine and of peers has the deadline of a step, uploads have deadlines of their own. At the end every
 * rank waits for the coordinator to end the run or to call for another generation.
 */
export async function finish(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
  { deadline, asked }: Limits,
): Promise<void> {
  const { engine, archive, recipe, stepDeadlineMs } = context;
  const { state, best } = rankState;
  const { signal } = deadline;
  deadline.restart('reading the last weights', stepDeadlineMs);
  const restoresBest = best && recipe.callbacks.some(({ restoreBest }) => restoreBest);
  if (restoresBest) {
    rankState.last = await engine.readState();
    await engine.writeState(best);
  }
  const engineState = await engine.readState();
  deadline.restart('evaluating the test data', stepDeadlineMs);
  const watchesTest = watchedSplit(context.feed) === 'test';
  const step = state.committedSteps;
  const tested = watchesTest ? undefined : await evaluateSplit(context, 'test', 'test_', step, deadline);
  const last = rankState.confusions;
  const watched = last?.step === step && !restoresBest ? last.counted : undefined;
  deadline.restart('predicting the test data', stepDeadlineMs);
  const files = await mistakesOf(context, plan, step, tested ? tested.confusions : watched, deadline);
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
  await session.kept(signal);
  session.finished(plan, state, sha256, tested?.logs ?? {});
  await whenAborted(AbortSignal.any([plan.signal, asked]));
}
