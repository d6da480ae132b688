/** What a job says of its training beside model and loss. Pure: equal on every rank. */
import type { Callback, CallbackLogs } from '../../api/callbacks.ts';
import type { Job } from '../../api/job.ts';
import type { Schedule as RateSchedule } from '../../api/schedules.ts';
import { LockstepError } from '../../base/errors.ts';
import {
  type Schedule,
  stepsPerEpoch,
  type TrainingState,
  totalSteps,
} from '../checkpoint/training-state.ts';

export interface Recipe {
  readonly rate: RateSchedule;
  readonly clip: { readonly value?: number; readonly norm?: number };
  /** Parts that a rank computes its share of a batch in. */
  readonly accumulate: number;
  // biome-ignore lint/suspicious/noExplicitAny: each callback has a state of its own type
  readonly callbacks: readonly Callback<any>[];
}

export function recipeOf({ schedule, clip, accumulate, callbacks }: Job): Recipe {
  return {
    rate: schedule ?? (() => 1),
    clip: clip ?? {},
    accumulate: accumulate ?? 1,
    callbacks: callbacks ?? [],
  };
}

/**
 * What the optimizers' learning rates are multiplied by at the step that `state` stands before.
 * @throws LockstepError BAD_INPUT when the job's schedule gives no number
 */
export function rateFactor(
  { rate }: Recipe,
  state: TrainingState,
  schedule: Schedule,
  batchSize: number,
): number {
  const updates = schedule.updatesPerBatch;
  const step = Math.floor(state.committedSteps / updates);
  const factor = rate({
    step,
    stepsPerEpoch: stepsPerEpoch(schedule) / updates,
    totalSteps: totalSteps(schedule) / updates,
    batchSize,
  });
  if (Number.isFinite(factor)) return factor * state.rateFactor;
  throw new LockstepError('BAD_INPUT', `the schedule of the job gives ${factor} at step ${step}`, {
    mend: 'Make it give a number at every step',
  });
}

/** Bounds gradients in place: each number by `value`, then their norm by `norm`. */
export function clipGradient(gradient: Float32Array, { value, norm }: Recipe['clip']): void {
  if (value !== undefined) {
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] = Math.min(value, Math.max(-value, gradient[i]!));
    }
  }
  if (norm === undefined) return;
  let squares = 0;
  for (let i = 0; i < gradient.length; i++) squares += gradient[i]! * gradient[i]!;
  const factor = norm / Math.sqrt(squares);
  if (factor < 1) for (let i = 0; i < gradient.length; i++) gradient[i]! *= factor;
}

/** The state after the callbacks have seen something, and what they want done beside it. */
export interface Consulted {
  readonly state: TrainingState;
  readonly best: boolean;
  /** Names of checkpoints to keep. */
  readonly saves: readonly string[];
}

/** Asks every callback in turn. @throws LockstepError BAD_INPUT when one throws */
export function consult(
  recipe: Recipe,
  before: TrainingState,
  event: 'onStep' | 'onEpochEnd',
  at: { readonly step: number; readonly epoch: number; readonly logs: CallbackLogs },
): Consulted {
  let state = before;
  let best = false;
  const saves: string[] = [];
  for (const [i, callback] of recipe.callbacks.entries()) {
    const hook = callback[event];
    if (!hook) continue;
    const own = state.callbacks[i] ?? callback.initial;
    try {
      const outcome = hook(own, { ...at, rateFactor: state.rateFactor });
      state = {
        ...state,
        callbacks: recipe.callbacks.map((_, k) => (k === i ? outcome.state : (state.callbacks[k] ?? null))),
        rateFactor: outcome.rateFactor ?? state.rateFactor,
        stopped: state.stopped || (outcome.stop ?? ''),
      };
      best ||= outcome.best ?? false;
      if (outcome.save) saves.push(outcome.save);
    } catch (cause) {
      throw new LockstepError('BAD_INPUT', `callback ${callback.name} fails: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
  return { state, best, saves };
}
