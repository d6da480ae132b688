import type { TrainingState } from '../checkpoint/training-state.ts';
import type { RankContext } from './context.ts';
import type { GenerationPlan, Orders, Session } from './ports.ts';
import { checkpointOf, type RankState } from './rank-state.ts';

const STOPPED = 'a command';

/**
 * Carries out the orders of commands at the start of a generation. All ranks stand before the same step with the same
 * state here, so they all change it alike, and the changed state reaches joiners and checkpoints.
 */
export async function applyOrders(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  rankState: RankState,
): Promise<void> {
  const { orders } = plan;
  // The run was stopped by a command and goes on now: this rank's state still says that it is over.
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

/**
 * The state with the ordered learning rate; `own` is the optimizer's. An order that the state has applied before is
 * not applied again, since callbacks may have changed the rate meanwhile.
 */
export function withRate(state: TrainingState, { rate }: Orders, own: number): TrainingState {
  if (!rate || rate.number <= state.rateOrder) return state;
  return { ...state, rateFactor: rate.value / own, rateOrder: rate.number };
}
