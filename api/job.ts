import type * as tfjs from '@tensorflow/tfjs';
import type { Augmentation } from './augment.ts';
import type { Callback } from './callbacks.ts';
import type { DataShape, DataSource } from './data.ts';
import type { KerasLayers } from './layers/index.ts';
import type { LossSpec } from './losses.ts';
import type { MetricSpec } from './metrics.ts';
import type { LossAlias, LossName, MetricName } from './names.ts';
import type { KerasTrain } from './optimizers.ts';
import type { LearningRateSchedule } from './schedules.ts';

/** The tfjs namespace, handed to a job's functions by the engine: jobs need no import of their own. */
export type TF = Omit<typeof tfjs, 'layers' | 'train' | 'regularizers'> & {
  /** Those of tfjs, and Keras's beside them (`KerasLayers`). */
  readonly layers: Omit<typeof tfjs.layers, keyof KerasLayers> & KerasLayers;
  /** Those of tfjs, and Keras's beside them (`KerasTrain`). */
  readonly train: Omit<typeof tfjs.train, keyof KerasTrain> & KerasTrain;
  readonly regularizers: typeof tfjs.regularizers & {
    /** A penalty for a matrix whose rows (or columns, as `mode` says) are not at right angles to each other. */
    orthogonal(options?: { readonly factor?: number; readonly mode?: 'rows' | 'columns' }): object;
  };
};

/** Tensors by feature name (`DataSource.inputs` and `targets`), each `[samples, ...shape]`. */
export type Tensors = Readonly<Record<string, tfjs.Tensor>>;

/**
 * What a loss gives: `loss` is a scalar, the mean over the batch; `metrics` are `[samples]` each. A metric is logged
 * as its mean, or as its sum over that of the metric `<name>/of` where there is one.
 */
export interface LossValue {
  readonly loss: tfjs.Tensor;
  readonly metrics?: Readonly<Record<string, tfjs.Tensor>>;
}

/**
 * One update of a step: a loss over the variables of some models, and the optimizer that lowers it. An
 * ordinary job has one; a GAN has two, which take turns on the same batch.
 */
export interface Update {
  readonly name: string;
  /** Models whose trainable variables the optimizer changes. */
  readonly trains: readonly tfjs.LayersModel[];
  readonly optimizer: tfjs.Optimizer;
  /** Runs before the loss and outside the gradient: plays episodes, say. The loss is given its result. */
  readonly prepare?: (batch: Tensors) => Tensors;
  readonly loss: (batch: Tensors) => LossValue;
}

/** All that is trained. What an ordinary job says in short, a program says in full. */
export interface Program {
  /** By name; the first is the one exported as `model/`. */
  readonly models: Readonly<Record<string, tfjs.LayersModel>>;
  /** In order; every batch goes through all of them. */
  readonly updates: readonly Update[];
  /** Loss and metrics on unseen samples; left out, there is no evaluation. */
  readonly evaluate?: (batch: Tensors) => LossValue;
  /** Outputs for a batch of inputs, by name. */
  readonly predict?: (batch: Tensors) => Tensors;
  /** Pictures to look at after each epoch, made from a few test samples: `[count, height, width]`, 0 to 1. */
  readonly pictures?: (batch: Tensors) => Tensors;
}

/** A metric of one's own: as a loss, one number a sample. */
export interface NamedMetric {
  readonly name: string;
  readonly value: LossFunction;
  /** The metric is the sum of `value` over the sum of this, not over the number of samples: a precision, say. */
  readonly of?: LossFunction;
}

/** Per-sample loss of one output: both tensors `[batch, ...]`, result `[batch]`. */
export type LossFunction = (yTrue: tfjs.Tensor, yPred: tfjs.Tensor) => tfjs.Tensor;

/**
 * Numbers that products and convolutions are computed with, as under Keras's policies `mixed_bfloat16` and
 * `mixed_float16`: half the bytes, and faster where the hardware has units for them.
 */
export type Precision = 'float32' | 'bfloat16' | 'float16';

/** A metric: its name, `metrics` with options, or one of one's own. */
export type AnyMetric = MetricName | MetricSpec | NamedMetric;

/** A loss: its name, Keras's too, `losses` with options, or a function. */
export type AnyLoss = LossName | LossAlias | LossSpec | LossFunction;

export interface JobCommon {
  /** Lower case letters, digits and dashes. */
  name: string;
  data: DataSource;
  /** Global batch: the number of samples of one step over all workers together. */
  batchSize: number;
  epochs: number;
  /** Of the initial weights, the order of samples, dropout and augmentation; 0 to 2^32 - 1. Left out: 1. */
  seed?: number;
  /** Factor of the optimizers' learning rates, by step (`schedules`). */
  schedule?: LearningRateSchedule;
  /** Bounds of the gradient, after the all-reduce: `value` bounds each number, then `norm` the norm over all of them. */
  clip?: { readonly value?: number; readonly norm?: number };
  /** In how many parts a rank computes its share of a batch, one after another, to need less memory. Left out: 1. */
  accumulate?: number;
  /**
   * Batch normalization over the global batch, forward and backward, instead of each rank's share: training is
   * then the same for any number of workers. A model from Keras may say so layer by layer (`synchronized=True`).
   */
  syncBatchNorm?: boolean;
  /**
   * Of products and convolutions; variables, sums and all else stay float32. Left out: as an imported model says, else
   * float32. With float16 the loss is scaled, so that small gradients do not become 0.
   */
  precision?: Precision;
  /**
   * How many steps of the run may be left out because their loss or gradient is not finite; one more ends the run.
   * Left out: 10.
   */
  maxSkippedSteps?: number;
  /** What is done to training samples, one after another, anew in each epoch: `augment.flip()`, ... */
  augment?: readonly Augmentation[];
  // biome-ignore lint/suspicious/noExplicitAny: each callback has a state of its own type
  callbacks?: readonly Callback<any>[];
}

/** The ordinary job: one model, one loss an output, one optimizer. */
export interface SupervisedJob extends JobCommon {
  /**
   * An uncompiled tfjs-layers model: sequential, functional or with custom layers; or what
   * `import model from './model.keras'` gives, a model that Keras has saved.
   */
  model: (tf: TF, data: DataShape) => tfjs.LayersModel | Promise<tfjs.LayersModel>;
  optimizer: (tf: TF) => tfjs.Optimizer;
  /** One for all outputs, or one an output, in order. Keras's names are taken too. */
  loss: AnyLoss | readonly AnyLoss[];
  /** What the loss of each output counts for in the sum of them, in order; 1 where left out. */
  lossWeights?: readonly number[];
  metrics?: readonly AnyMetric[];
  /** Metrics in which each sample counts by its weight, as Keras's `weighted_metrics`. */
  weightedMetrics?: readonly AnyMetric[];
  /**
   * What a sample of each class, by name or number, counts for in training; 1 where left out. `balanced` gives each class
   * `samples / (classes * samples of the class)`, so that all classes count for the same.
   */
  classWeight?: 'balanced' | Readonly<Record<string, number>>;
  /** Pictures as in `Program`; `outputs` are the model's, by name. */
  pictures?: (batch: Tensors, outputs: Tensors, tf: TF) => Tensors;
}

/** The general job: any models, losses and optimizers. */
export interface ProgramJob extends JobCommon {
  program: (tf: TF, data: DataShape) => Program | Promise<Program>;
}

/** A job as its author writes it. Checked by `defineJob`; see `jobs/` for the built-in ones. */
export type JobDefinition = SupervisedJob | ProgramJob;

/** A job that has been checked: Keras's names of losses have become ours. */
export type Job = (Checked<SupervisedJob> | ProgramJob) & Required<Pick<JobCommon, 'seed'>>;
type Checked<J extends SupervisedJob> = Omit<J, 'loss'> & {
  loss: CheckedLoss | readonly CheckedLoss[];
};
type CheckedLoss = Exclude<AnyLoss, LossAlias>;
