/** What a job file imports as `lockstep`. */

export { sfc32 } from '../base/random.ts';
export {
  type Augmentation,
  type AugmentedSample,
  augment,
  type BuiltInAugmentation,
  type Fill,
  type OwnAugmentation,
} from './augment.ts';
export { type Callback, type CallbackLogs, callbacks, type Monitor, type Outcome } from './callbacks.ts';
export type {
  Batch,
  Column,
  ColumnArray,
  ColumnType,
  DataShape,
  DataSource,
  Dataset,
  Encoding,
  Feature,
  LoadContext,
  LoaderSpec,
  Split,
} from './data.ts';
export { defineJob } from './define.ts';
export type {
  ArrayOptions,
  CsvOptions,
  FileLoader,
  ImageOptions,
  LinesOptions,
  RecordsContext,
  SplitOptions,
  TableOptions,
  TargetOptions,
  TextOptions,
  TokenOptions,
  UserRecord,
} from './file-options.ts';
export { csv, images, json, lines, npz, parquet, records, text, tfrecord } from './files.ts';
export type {
  AnyLoss,
  AnyMetric,
  Job,
  JobCommon,
  JobDefinition,
  LossFunction,
  LossValue,
  NamedMetric,
  Precision,
  Program,
  ProgramJob,
  SupervisedJob,
  Tensors,
  TF,
  Update,
} from './job.ts';
export { type KerasModel, kerasModel } from './keras/model.ts';
export type * from './layers/activations.ts';
export type * from './layers/applications.ts';
export type * from './layers/attention.ts';
export type * from './layers/conv-lstm.ts';
export type * from './layers/convolution.ts';
export type * from './layers/core.ts';
export type { AttentionLayer, HeadsLayer, KerasLayers } from './layers/index.ts';
export type * from './layers/normalization.ts';
export type { LayerOptions } from './layers/options.ts';
export type * from './layers/preparation.ts';
export type * from './layers/shapes.ts';
export { type LossOptions, type LossSpec, losses } from './losses.ts';
export { type MetricOptions, type MetricSpec, metrics } from './metrics.ts';
export type { LossAlias, LossName, MetricName } from './names.ts';
export type * from './optimizers.ts';
export { type LearningRateSchedule, type ScheduleAt, schedules } from './schedules.ts';
export { type Setting, type Settings, settings } from './settings.ts';
export { fashionMnist, imdb, mnist, mnistPairs } from './sources.ts';
