/** A run in MLflow's words. Pure. */
import type { GivenSettings } from '../../api/settings.ts';
import { VERSION } from '../../base/version.ts';
import type { RunEvent, RunSummary, StepSummary } from '../../proto/events.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { RunOptions } from '../run/options.ts';

export interface Metric {
  readonly key: string;
  /** JSON has no NaN and no infinities: MLflow takes their names. */
  readonly value: number | string;
  /** Whole ms since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

/** `batch_loss`, ... by step: named as in files for TensorBoard. Only rank 0's events have logs. */
export function stepMetrics(event: { readonly time: number } & StepSummary): Metric[] {
  const { time, step, logs, learningRate, gradientNorm } = event;
  const norm = gradientNorm === undefined ? {} : { gradient_norm: gradientNorm };
  const all = Object.entries({ ...logs, learning_rate: learningRate, ...norm });
  return metrics(
    all.map(([name, value]) => [`batch_${name}`, value]),
    time,
    step,
  );
}

/** `loss`, `val_loss`, ... by epoch, counted from 0 as Keras does. */
export function epochMetrics(event: Extract<RunEvent, { type: 'epoch_ended' }>): Metric[] {
  const { time, epoch, logs, seconds } = event;
  return metrics(Object.entries({ ...logs, epoch_seconds: seconds }), time, epoch);
}

/** What is known when a run is complete, at its last epoch. */
export function endMetrics(summary: RunSummary, time: number): Metric[] {
  const { tested, samplesPerSecond, recoveries, repeatedSteps, skippedSteps, durationSeconds } = summary;
  const figures = {
    ...tested,
    samples_per_second: samplesPerSecond,
    duration_seconds: durationSeconds,
    recoveries,
    repeated_steps: repeatedSteps,
    skipped_steps: skippedSteps,
  };
  return metrics(Object.entries(figures), time, Math.max(0, summary.epochs - 1));
}

function metrics(logs: readonly (readonly [string, number])[], time: number, step: number): Metric[] {
  return logs.map(([name, value]) => ({
    // All that MLflow takes in a name, and no more of it.
    key: name.replace(/[^\w./: -]/g, '_').slice(0, 250),
    value: Number.isFinite(value) ? value : String(value),
    timestamp: Math.floor(time),
    step,
  }));
}

/** What the run was started with. */
export function paramsOf(
  { jobName, dataset }: lockstep.v1.RunConfig.$Properties,
  options: RunOptions,
  settings: GivenSettings,
): Record<string, string> {
  const { startWorkers, batchSize, epochs, seed, engine, transport, wire, dataMode, reproducible } = options;
  const values = {
    ...settings,
    ...{ job: jobName, data: dataset?.provenance },
    ...{ train_samples: dataset?.train?.length, test_samples: dataset?.test?.length },
    ...{ workers: startWorkers, batch_size: batchSize, epochs, seed },
    ...{ engine, transport, wire, data_mode: dataMode, reproducible },
  };
  // MLflow of before 2.8 takes 500 characters.
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value).slice(0, 500)]));
}

export function tagsOf({ jobSha256, jobName }: lockstep.v1.RunConfig.$Properties): Record<string, string> {
  return {
    'mlflow.source.type': 'JOB',
    'mlflow.source.name': jobName ?? '',
    'lockstep.version': VERSION,
    'lockstep.job_sha256': jobSha256 ?? '',
  };
}

/** What `values` say that the server does not know yet; it takes no other value for a parameter that it has. */
export function newParams(
  values: Readonly<Record<string, string>>,
  known: readonly { readonly key: string; readonly value: string }[],
): { params: Record<string, string>; tags: Record<string, string> } {
  const [params, tags]: Record<string, string>[] = [{}, {}];
  for (const [key, value] of Object.entries(values)) {
    const before = known.find((one) => one.key === key);
    if (!before) params![key] = value;
    else if (before.value !== value) tags![key] = value;
  }
  return { params: params!, tags: tags! };
}

/** MLflow's word for how a run ended. */
export function statusOf(event: RunEvent): 'FINISHED' | 'KILLED' | 'FAILED' | undefined {
  if (event.type === 'run_finished') return 'FINISHED';
  // MLflow has no better word; whoever goes on with the run sets it to RUNNING again.
  if (event.type === 'run_interrupted') return 'KILLED';
  if (event.type !== 'run_failed') return undefined;
  return event.code === 'ABORTED' ? 'KILLED' : 'FAILED';
}

/** As lists of keys and values, which the API takes. */
export function pairs(values: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
