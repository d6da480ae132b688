import type { TrainingState } from '../checkpoint/training-state.ts';
import type { RankContext } from './context.ts';
import type { GenerationPlan, Orders, Session } from './ports.ts';
import { checkpointOf, type RankState } from './rank-state.ts';

const STOPPED = 'a command';

/**
 * Obeys what commands have asked of the run. Every rank stands before the same step in the same state here,
 * so all of them applyOrders alike, and a state that has changed carries the change to joiners and checkpoints.
 */
export async function applyOrders(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
): Promise<void> {
  const { orders } = plan;
  // A run that was stopped and is gone on with: one that has not heard of the end still takes it for over.
  if (rankState.state.stopped === STOPPED && !orders?.stop)
    rankState.state = { ...rankState.state, stopped: '' };
  if (!orders) return;
  rankState.state = withRate(rankState.state, orders, context.engine.updates[0]!.learningRate);
  const { state } = rankState;
  if (context.transport.rank === 0 && (orders.checkpoint || orders.stop)) {
    const { path, make } = await checkpointOf(context, rankState);
    session.keep(path, make);
  }
  if (orders.stop) rankState.state = { ...state, stopped: state.stopped || STOPPED };
}

/** The learning rate as ordered, unless the state has applied that order before: callbacks may have moved it since. */
export function withRate(state: TrainingState, { rate }: Orders, own: number): TrainingState {
  if (!rate || rate.number <= state.rateOrder) return state;
  return { ...state, rateFactor: rate.value / own, rateOrder: rate.number };
}
