import type { TrainingState } from '../checkpoint/training-state.ts';
import { checkpointOf, type Holding } from './holding.ts';
import type { GenerationPlan, Orders, Session } from './ports.ts';
import type { RankContext } from './step.ts';

const STOPPED = 'a command';

/**
 * Obeys what commands have asked of the run. Every rank stands before the same step in the same state here,
 * so all of them obey alike, and a state that has changed carries the change to joiners and checkpoints.
 */
export async function obey(
  context: RankContext,
  session: Session,
  plan: GenerationPlan,
  holding: Holding,
): Promise<void> {
  const { orders } = plan;
  if (!orders) return;
  holding.state = withRate(holding.state, orders, context.engine.updates[0]!.learningRate);
  const { state } = holding;
  if (context.transport.rank === 0 && (orders.checkpoint || orders.stop)) {
    const { path, make } = await checkpointOf(context, holding);
    session.keep(path, make);
  }
  if (orders.stop) holding.state = { ...state, stopped: state.stopped || STOPPED };
}

/** The learning rate as ordered, unless the state has obeyed that order before: callbacks may have moved it since. */
export function withRate(state: TrainingState, { rate }: Orders, own: number): TrainingState {
  if (!rate || rate.number <= state.rateOrder) return state;
  return { ...state, rateFactor: rate.value / own, rateOrder: rate.number };
}
