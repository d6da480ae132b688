import type { JobData } from '../datasets/load.ts';
import { dataMode } from '../datasets/mode.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import type { RunOptions } from './run/options.ts';

/** The job's script and its blobs, by their sha256. */
export interface JobIdentity {
  readonly jobSha256: string;
  readonly jobBlobs: string[];
}

/** What a worker is told of the run when it registers, equal for every worker. Pure. */
export function runConfig(
  runId: string,
  { jobSha256, jobBlobs }: JobIdentity,
  { job, dataset, prepared }: JobData,
  run: RunOptions,
): lockstep.v1.RunConfig.$Properties {
  return {
    runId,
    jobName: job.name,
    jobSha256,
    jobBlobs,
    batchSize: run.batchSize,
    epochs: run.epochs,
    scheduleEpochs: run.scheduleEpochs ?? run.epochs,
    startWorkers: run.startWorkers,
    seed: run.seed,
    transport: run.transport,
    wire: run.wire,
    engine: run.engine,
    heartbeatMs: run.heartbeatMs,
    heartbeatTimeoutMs: run.heartbeatTimeoutMs,
    stepDeadlineMs: run.stepDeadlineMs,
    dataset: {
      name: dataset.name,
      provenance: dataset.provenance,
      substitute: dataset.substitute,
      classes: [...(dataset.classes ?? [])],
      train: dataset.train.info,
      ...(dataset.validation && { validation: dataset.validation.info }),
      test: dataset.test.info,
      ...(dataset.pack !== undefined && { pack: dataset.pack }),
      // Workers get numbers: how raw values become such may be a large vocabulary, and is no concern of theirs.
      prepared: prepared ? JSON.stringify({ ...prepared, raw: { kind: 'arrays' } }) : '',
    },
    dataMode: dataMode(dataset, run.dataMode),
    reproducible: run.reproducible,
    checkpointEverySteps: run.checkpointEverySteps,
    checkpointEveryMs: run.checkpointEveryMs,
  };
}
