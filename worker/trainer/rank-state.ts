import type { EngineState } from '../../engine/engine.ts';
import type { SealedFile } from '../checkpoint/archive.ts';
import { decodeCheckpoint } from '../checkpoint/checkpoint.ts';
import { INITIAL_STATE, type TrainingState } from '../checkpoint/training-state.ts';
import type { RankContext } from './context.ts';
import type { GenerationPlan, Session } from './ports.ts';

/** What a rank holds of a run, from one generation to the next. */
export interface RankState {
  state: TrainingState;
  /** False until it has been part of a generation. */
  hasState: boolean;
  /**
   * The last generation that it was brought to the common state of, 0 before the first. Two ranks that were so in
   * the same one have walked together until then, and differ by a step at most.
   */
  generation: number;
  /** Weights that a callback called the best so far. */
  best: EngineState | undefined;
  /** What the engine held before the best weights took its place at the end: a run that goes on all the same needs it. */
  last?: EngineState | undefined;
}

export function initialRankState(): RankState {
  return { state: INITIAL_STATE, hasState: false, generation: 0, best: undefined };
}

/** A state without the optimizers' part. */
export function weightsOf({ tensors }: EngineState): EngineState {
  return { tensors: tensors.filter(({ kind }) => kind === 'weight') };
}

/** What a rank holds now, as a regular checkpoint of the run directory; the file is made when it is asked for. */
export async function checkpointOf(
  { engine, archive }: Pick<RankContext, 'engine' | 'archive'>,
  { state, best }: RankState,
): Promise<{ path: string; make: () => Promise<SealedFile> }> {
  const checkpoint = { engine: await engine.readState(), training: state, best };
  return {
    path: `checkpoints/step-${state.committedSteps}.safetensors`,
    make: () => archive.checkpoint(checkpoint),
  };
}

/** Takes the state of the run from its checkpoint. */
export async function restore(
  { engine }: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
  signal: AbortSignal,
): Promise<void> {
  const { training, engine: state, best } = decodeCheckpoint(await session.download(plan.restore!, signal));
  await engine.writeState(state);
  const { generation } = plan;
  Object.assign(rankState, { state: training, hasState: true, generation, best });
}
