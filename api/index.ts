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
export { type LossOptions, type LossSpec, losses } from './losses.ts';
export { type MetricOptions, type MetricSpec, metrics } from './metrics.ts';
export type { LossName, MetricName } from './names.ts';
export { type LearningRateSchedule, type ScheduleAt, schedules } from './schedules.ts';
export { fashionMnist, imdb, mnist, mnistPairs } from './sources.ts';
