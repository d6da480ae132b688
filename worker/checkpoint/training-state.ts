import { FIRST_SCALE, type LossScale, nextScale } from './loss-scale.ts';

/** How far training has come, without the engine's tensors: equal on all ranks after each step. Pure. */
export interface TrainingState {
  /** Steps committed since the run began. */
  readonly committedSteps: number;
  /** Epochs whose end (evaluation, callbacks, report) is done. */
  readonly epochsEnded: number;
  /** For each update, the sums of its totals over the steps of the current epoch. */
  readonly epochTotals: readonly (readonly number[])[];
  /** Steps whose loss or gradient was not finite, and so was not applied. */
  readonly skippedSteps: number;
  /** Of the loss where gradients are computed in float16 (loss-scale.ts). */
  readonly lossScale: LossScale;
  /** What callbacks multiply the learning rates by. */
  readonly rateFactor: number;
  /** States of the job's callbacks, in order; null where a callback has not been asked yet. */
  readonly callbacks: readonly unknown[];
  /** Committed steps when a callback last called the weights the best so far. */
  readonly bestStep: number | null;
  /** Why training ends before its last epoch; empty otherwise. */
  readonly stopped: string;
  /** Number of the last learning-rate order that was applied (`Orders.rate`). */
  readonly rateOrder: number;
  /** Results of all epochs that have ended, so that a run which goes on from this state can report them. */
  readonly history: readonly EndedEpoch[];
}

export interface EndedEpoch {
  /** Counted from 0. */
  readonly epoch: number;
  readonly logs: Readonly<Record<string, number>>;
}

export const INITIAL_STATE: TrainingState = {
  committedSteps: 0,
  epochsEnded: 0,
  epochTotals: [],
  skippedSteps: 0,
  lossScale: FIRST_SCALE,
  rateFactor: 1,
  callbacks: [],
  bestStep: null,
  stopped: '',
  rateOrder: 0,
  history: [],
};

/** How a run is cut into steps: each update of each batch of each epoch is one. */
export interface RunShape {
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  readonly updatesPerBatch: number;
  /** Epochs that the learning-rate schedule is laid out for; left out, all. */
  readonly scheduleEpochs?: number;
}

/** Where a step stands in its run; all counted from 0. */
export interface StepPosition {
  readonly epoch: number;
  readonly batchIndex: number;
  readonly update: number;
}

/** Steps of an epoch: every update of every batch. */
export function stepsPerEpoch(shape: RunShape): number {
  return shape.batchesPerEpoch * shape.updatesPerBatch;
}

export function totalSteps(shape: RunShape): number {
  return shape.epochs * stepsPerEpoch(shape);
}

export function positionOf(step: number, shape: RunShape): StepPosition {
  const perEpoch = stepsPerEpoch(shape);
  const inEpoch = step % perEpoch;
  return {
    epoch: Math.floor(step / perEpoch),
    batchIndex: Math.floor(inEpoch / shape.updatesPerBatch),
    update: inEpoch % shape.updatesPerBatch,
  };
}

/** True between the last step of an epoch and the end of that epoch. */
export function epochEndIsDue(state: TrainingState, shape: RunShape): boolean {
  const complete = Math.floor(state.committedSteps / stepsPerEpoch(shape));
  return complete > state.epochsEnded;
}

/** The state after update `update` of a batch has been committed with these totals. */
export function afterStep(state: TrainingState, update: number, totals: ArrayLike<number>): TrainingState {
  const epochTotals = [...state.epochTotals];
  const before = epochTotals[update];
  const sums = Array.from(totals);
  for (let i = 0; i < sums.length; i++) sums[i]! += before?.[i] ?? 0;
  epochTotals[update] = sums;
  return { ...state, committedSteps: state.committedSteps + 1, epochTotals };
}

/** The state after a step that was left out because its loss or gradient was not finite. */
export function afterSkippedStep(state: TrainingState): TrainingState {
  const { committedSteps, skippedSteps } = state;
  return { ...state, committedSteps: committedSteps + 1, skippedSteps: skippedSteps + 1 };
}

/**
 * The state after a step whose loss was scaled. One that was left out does not count as skipped as long as the scale
 * may be at fault: it is smaller from now on.
 */
export function afterScaling(state: TrainingState, before: TrainingState): TrainingState {
  const finite = state.skippedSteps === before.skippedSteps;
  const lossScale = nextScale(before.lossScale, finite);
  const { skippedSteps } = lossScale.factor < before.lossScale.factor ? before : state;
  return { ...state, lossScale, skippedSteps };
}

/** The state after the end of an epoch, whose results are `logs`. */
export function afterEpoch(state: TrainingState, logs: EndedEpoch['logs']): TrainingState {
  const { epochsEnded: epoch, history } = state;
  return { ...state, epochsEnded: epoch + 1, epochTotals: [], history: [...history, { epoch, logs }] };
}
