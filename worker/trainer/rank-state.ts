import type { Confusion } from '../../api/confusion.ts';
import { LockstepError } from '../../base/errors.ts';
import type { EngineState } from '../../engine/engine.ts';
import type { SealedFile } from '../checkpoint/archive.ts';
import { decodeCheckpoint } from '../checkpoint/checkpoint.ts';
import { INITIAL_STATE, type TrainingState } from '../checkpoint/training-state.ts';
import type { RankContext } from './context.ts';
import type { GenerationPlan, Session } from './ports.ts';

/** What a rank holds of a run, across generations. */
export interface RankState {
  state: TrainingState;
  /** False until this rank has held the common state of a generation. */
  hasState: boolean;
  /**
   * The last generation in which this rank held the common state; 0 before the first. Ranks with the same one have
   * taken the same steps since, and differ by one step at most.
   */
  generation: number;
  /** Weights that a callback called the best so far. */
  best: EngineState | undefined;
  /** The last weights, where the end of the run has put the best ones in the engine: needed if the run goes on. */
  last?: EngineState | undefined;
  /** The confusion matrices of the last evaluation of the test data by this rank, after `step` steps. */
  confusions?: { readonly step: number; readonly counted: readonly Confusion[] } | undefined;
}

export function initialRankState(): RankState {
  return { state: INITIAL_STATE, hasState: false, generation: 0, best: undefined };
}

/** The weights of a state, without the optimizers' slots and counters. */
export function weightsOf({ tensors }: EngineState): EngineState {
  return { tensors: tensors.filter(({ kind }) => kind === 'weight') };
}

/** The present state as a checkpoint: its path in the run directory, and how to make the file. */
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

/**
 * Takes the state of the run from the checkpoint that the plan names.
 * @throws LockstepError CHECKPOINT where it is none; PEER_LOST where it keeps arriving damaged: then this rank is in doubt,
 * and another one may take the state
 */
export async function restore(
  { engine }: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
  signal: AbortSignal,
): Promise<void> {
  const file = await session.download(plan.restore!, signal).catch((error) => {
    if ((error as LockstepError).code !== 'CHECKPOINT') throw error;
    throw new LockstepError('PEER_LOST', (error as LockstepError).message, { peer: plan.rank, cause: error });
  });
  const { training, engine: state, best } = decodeCheckpoint(file);
  await engine.writeState(state);
  const { generation } = plan;
  Object.assign(rankState, { state: training, hasState: true, generation, best });
}
