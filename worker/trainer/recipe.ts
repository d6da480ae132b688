/** What a job says of its training besides model and loss. Pure, so it gives the same on every rank. */
import { type Callback, type CallbackLogs, isCheckpointName, type Outcome } from '../../api/callbacks.ts';
import type { Job } from '../../api/job.ts';
import type { LearningRateSchedule } from '../../api/schedules.ts';
import { LockstepError } from '../../base/errors.ts';
import { reasonOf } from '../../base/script.ts';
import {
  type RunShape,
  stepsPerEpoch,
  type TrainingState,
  totalSteps,
} from '../checkpoint/training-state.ts';
import { MAX_SKIPPED_STEPS } from './skips.ts';

export interface Recipe {
  readonly rate: LearningRateSchedule;
  readonly clip: { readonly value?: number; readonly norm?: number };
  /** Micro-batches that a rank's share of a batch is computed in. */
  readonly accumulate: number;
  /** Steps that the whole run may leave out because their loss or gradient is not finite. */
  readonly maxSkippedSteps: number;
  // biome-ignore lint/suspicious/noExplicitAny: each callback has a state of its own type
  readonly callbacks: readonly Callback<any>[];
}

export function recipeOf({ schedule, clip, accumulate, maxSkippedSteps, callbacks }: Job): Recipe {
  return {
    rate: schedule ?? (() => 1),
    clip: clip ?? {},
    accumulate: accumulate ?? 1,
    maxSkippedSteps: maxSkippedSteps ?? MAX_SKIPPED_STEPS,
    callbacks: callbacks ?? [],
  };
}

/**
 * The factor of the optimizers' learning rates at the step that `state` stands before: the schedule's times the
 * callbacks'.
 * @throws LockstepError BAD_INPUT when the job's schedule throws or gives no number
 */
export function rateFactor(
  { rate }: Recipe,
  state: TrainingState,
  shape: RunShape,
  batchSize: number,
): number {
  const updates = shape.updatesPerBatch;
  const step = Math.floor(state.committedSteps / updates);
  const at = {
    step,
    stepsPerEpoch: stepsPerEpoch(shape) / updates,
    totalSteps: totalSteps({ ...shape, epochs: shape.scheduleEpochs ?? shape.epochs }) / updates,
    batchSize,
  };
  let factor: number;
  try {
    factor = rate(at);
  } catch (cause) {
    throw new LockstepError(
      'BAD_INPUT',
      `the schedule of the job fails at step ${step}: ${reasonOf(cause)}`,
      {
        hint: 'Make it give a number at every step',
        cause,
      },
    );
  }
  if (Number.isFinite(factor)) return factor * state.rateFactor;
  const given = typeof factor === 'function' ? 'a function' : String(factor);
  throw new LockstepError('BAD_INPUT', `the schedule of the job gives ${given} at step ${step}`, {
    hint:
      typeof factor === 'function'
        ? 'Call it: schedules.constant(), say'
        : 'Make it give a number at every step',
  });
}

/** Clips a gradient in place: each number to `value`, then the Euclidean norm to `norm`. */
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

/** The state after the callbacks were asked, and what they want done besides. */
export interface Consulted {
  readonly state: TrainingState;
  /** Whether a callback calls the present weights the best so far. */
  readonly best: boolean;
  /** Names of checkpoints to keep. */
  readonly saves: readonly string[];
}

/** Asks every callback in turn. @throws LockstepError BAD_INPUT when one throws or gives no outcome */
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
      const outcome = expectOutcome(hook(own, { ...at, rateFactor: state.rateFactor }));
      state = {
        ...state,
        callbacks: recipe.callbacks.map((_, k) => (k === i ? outcome.state : (state.callbacks[k] ?? null))),
        rateFactor: outcome.rateFactor ?? state.rateFactor,
        stopped: state.stopped || (outcome.stop ?? ''),
      };
      best ||= outcome.best ?? false;
      if (outcome.save) saves.push(outcome.save);
    } catch (cause) {
      throw new LockstepError('BAD_INPUT', `callback ${callback.name} fails: ${reasonOf(cause)}`, { cause });
    }
  }
  return { state, best, saves };
}

/** Refuses outcomes that would be ignored without a word. @throws Error that says what is wrong and what to give */
function expectOutcome(given: Outcome<unknown> | undefined): Outcome<unknown> {
  if (given instanceof Promise) {
    given.catch(() => undefined);
    throw new Error(
      'it returns a promise, and training does not wait for promises; return { state } instead',
    );
  }
  if (given === null || typeof given !== 'object' || !('state' in given)) {
    throw new Error(`it returns ${given === null ? 'null' : typeof given}; return { state } instead`);
  }
  const { save, rateFactor } = given;
  if (save !== undefined && !isCheckpointName(save)) {
    throw new Error(
      `it saves under "${save}", which is no name for a checkpoint: letters, digits, dots, dashes and underscores, not step-<n> nor final`,
    );
  }
  if (rateFactor !== undefined && !Number.isFinite(rateFactor)) {
    throw new Error(`its rateFactor is ${rateFactor}, not a finite number`);
  }
  return given;
}
