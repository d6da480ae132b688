/** What a job file imports as `lockstep`. */
export type {
  Batch,
  Column,
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
  Job,
  JobDefinition,
  LossFunction,
  LossName,
  LossValue,
  Program,
  ProgramJob,
  SupervisedJob,
  Tensors,
  TF,
  Update,
} from './job.ts';
export { fashionMnist, imdb, mnist } from './sources.ts';
