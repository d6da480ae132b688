import type * as tfjs from '@tensorflow/tfjs';
import type { DataSource } from './data.ts';

/** The tfjs namespace, handed to a job's functions by the engine: jobs need no import of their own. */
export type TF = typeof tfjs;

export type LossName =
  | 'categoricalCrossentropy'
  | 'sparseCategoricalCrossentropy'
  | 'binaryCrossentropy'
  | 'meanSquaredError'
  | 'meanAbsoluteError';

/** Per-sample loss of one output: both tensors `[batch, ...]`, result `[batch]`. */
export type LossFunction = (yTrue: tfjs.Tensor, yPred: tfjs.Tensor) => tfjs.Tensor;

/** A job as its author writes it. Checked by `defineJob`; see `jobs/` for the built-in ones. */
export interface JobDefinition {
  /** Lower case letters, digits and dashes. */
  name: string;
  data: DataSource;
  /** An uncompiled tfjs-layers model: sequential, functional or subclassed. */
  model: (tf: TF) => tfjs.LayersModel;
  optimizer: (tf: TF) => tfjs.Optimizer;
  loss: LossName | LossFunction;
  metrics?: readonly 'accuracy'[];
  /** Global batch: the number of samples of one step over all workers together. */
  batchSize: number;
  epochs: number;
  seed?: number;
}

export type Job = Readonly<Required<JobDefinition>>;
