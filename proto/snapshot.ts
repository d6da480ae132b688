/** A run as the live page and the report draw it: plain data, made by `RunView`. */

import type { RunState, RunStatus, WorkerStatus } from './commands.ts';

export interface Head extends RunStatus {
  readonly substitute: boolean;
  readonly batchSize: number;
  readonly batchesPerEpoch: number;
  /** How many classes the data names, and their names where they are not too many for a matrix. */
  readonly classCount: number;
  readonly classes: readonly string[];
  /** In ms since 1970; 0 before the run has begun. */
  readonly startedAt: number;
  /** In which it has run: without pauses, and without the time between two coordinators in which nothing ran. */
  readonly seconds: number;
  /** Time of the newest event. */
  readonly now: number;
  readonly repeatedSteps: number;
  readonly skippedSteps: number;
  readonly gradientNorm: number | null;
  /** Null until it is known. */
  readonly scaling: ScalingView | null;
  readonly workers: readonly WorkerView[];
}

export interface ScalingView {
  /** Samples a second of a worker now, over what one alone would make of the same global batch. */
  readonly efficiency: number;
  /** The most workers of which the last still brings half of what one alone makes. */
  readonly wanted: number;
}

export interface WorkerView extends WorkerStatus {
  readonly host: string;
  readonly device: string;
  /** Over the time it has trained: steps and samples, and seconds by phase and by stage of what batches took. */
  readonly steps: number;
  readonly samples: number;
  readonly seconds: Readonly<Record<string, number>>;
}

export interface Happening {
  readonly time: number;
  readonly kind: 'note' | 'good' | 'bad' | 'order' | 'checkpoint' | 'epoch';
  readonly text: string;
}

/** A time in which no step was made; `until` is null while it lasts. */
export interface Gap {
  readonly kind: 'recovering' | 'paused';
  readonly from: number;
  readonly until: number | null;
}

export interface EpochRow {
  readonly epoch: number;
  readonly seconds: number;
  readonly logs: Readonly<Record<string, number>>;
}

/** An output's confusion matrix. */
export interface OutputConfusion {
  /** Left out where the model has no other. */
  readonly output?: string;
  /** Of (true, predicted) class, row by row. */
  readonly counts: readonly number[];
}

/** After an epoch. */
export interface EpochConfusion extends OutputConfusion {
  /** From 1. */
  readonly epoch: number;
}

/** The points from number `from` on; from 0 on they replace all that was known. */
export interface SeriesChange {
  readonly from: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What a page must know to draw the run, or what is new of it. */
export interface ViewChange {
  readonly head: Head;
  /** Curves over the steps, by log (`loss`, `val_loss`, `gradient norm`, ...), and `samples/s` over the run's seconds. */
  readonly series: Readonly<Record<string, SeriesChange>>;
  /** From number `from` on. */
  readonly happened: { readonly from: number; readonly items: readonly Happening[] };
  readonly gaps: readonly Gap[];
  /** New ones. */
  readonly confusions: readonly EpochConfusion[];
}

/** All of a run: what the report shows. */
export interface Snapshot extends ViewChange {
  readonly epochRows: readonly EpochRow[];
}

export const RATE = 'samples/s';
export const GRADIENT_NORM = 'gradient norm';
export const LEARNING_RATE = 'learning rate';

/** Whether nobody leads a run that is in this state. */
export function isAtRest(state: RunState): boolean {
  return state === 'interrupted' || state === 'finished' || state === 'failed';
}
