import { VERSION } from '../../base/version.ts';
import { MetricSet } from '../../net/metric-set.ts';
import { RUN_STATES } from '../../proto/commands.ts';
import type { RunEvent, StepSummary } from '../../proto/events.ts';
import { RUN_METRICS } from '../../proto/metrics.ts';
import type { Head } from '../../proto/snapshot.ts';
import type { Score } from '../membership/stragglers.ts';

/** States of workers that are counted. */
const WORKER_STATES = ['joined', 'ready', 'training'] as const;

/** The metrics of a run, kept from its events. */
export class RunMetrics {
  readonly #metrics = new MetricSet(RUN_METRICS);
  #highestStep = -1;
  #updates = 1;
  #batchesPerEpoch = 0;
  #gradientBytes = 0;

  constructor() {
    this.#metrics.set('lockstep_build_info', 1, { version: VERSION, node: process.versions.node });
  }

  text(): Promise<string> {
    return this.#metrics.text();
  }

  hear(event: RunEvent): void {
    const metrics = this.#metrics;
    switch (event.type) {
      case 'run_started':
        metrics.about(event.runId);
        this.#batchesPerEpoch = event.batchesPerEpoch;
        // Until there is one, its age is counted from here.
        metrics.set('lockstep_checkpoint_timestamp_seconds', event.time / 1000);
        metrics.set('lockstep_run_info', 1, { run: event.runId, job_name: event.job, version: VERSION });
        metrics.set('lockstep_epochs', event.epochs);
        break;
      case 'worker_ready':
        this.#updates = event.updates;
        this.#gradientBytes = 4 * event.parameters;
        metrics.set('lockstep_steps_per_epoch', this.#batchesPerEpoch * event.updates);
        metrics.set('lockstep_gradient_bytes', this.#gradientBytes);
        break;
      case 'generation_formed':
        metrics.clear('lockstep_straggler_score');
        break;
      case 'recovered':
        metrics.add('lockstep_recoveries_total');
        metrics.add('lockstep_steps_repeated_total', event.repeatedSteps);
        metrics.observe('lockstep_recovery_seconds', event.seconds);
        break;
      case 'step':
        this.#step(event);
        break;
      case 'epoch_ended':
        this.#logs('validation', event.logs, 'val_');
        break;
      case 'checkpoint_saved':
        metrics.add('lockstep_checkpoints_total');
        metrics.set('lockstep_checkpoint_bytes', event.bytes);
        metrics.set('lockstep_checkpoint_timestamp_seconds', event.time / 1000);
        break;
      case 'run_finished':
        this.#logs('test', event.summary.tested ?? {}, 'test_');
        break;
    }
  }

  eventDropped(): void {
    this.#metrics.add('lockstep_events_dropped_total');
  }

  /** The state of the time `taken`, in ms since 1970, is in the mirror; `bytes` were sent for it. */
  mirrored(taken: number, bytes: number): void {
    this.#metrics.set('lockstep_mirror_timestamp_seconds', taken / 1000);
    this.#metrics.add('lockstep_mirror_bytes_total', bytes);
  }

  /** Sets what the live page shows as well: the run's state and generation, its workers, how it scales. */
  show({ state: current, generation, workers, scaling }: Head): void {
    const metrics = this.#metrics;
    for (const state of RUN_STATES) metrics.set('lockstep_run_state', state === current ? 1 : 0, { state });
    metrics.set('lockstep_generation', generation);
    for (const state of WORKER_STATES) {
      const count = workers.filter((worker) => worker.state === state).length;
      metrics.set('lockstep_workers', count, { state });
    }
    metrics.set('lockstep_scaling_efficiency', scaling?.efficiency ?? 0);
    metrics.set('lockstep_workers_wanted', scaling?.wanted ?? 0);
  }

  mirrorFailed(): void {
    this.#metrics.add('lockstep_mirror_failures_total');
  }

  /** Scores of the ranks of the latest generation, as the coordinator has computed them. */
  scored(scores: readonly Score[]): void {
    for (const { rank, score } of scores) this.#metrics.set('lockstep_straggler_score', score, { rank });
  }

  #step({ rank, step, epoch, phases, logs, batchSamples, skipped, ...event }: StepSummary): void {
    const metrics = this.#metrics;
    for (const [phase, ms] of Object.entries(phases)) {
      metrics.observe('lockstep_step_phase_seconds', ms / 1000, { rank, phase });
    }
    if (!logs || step <= this.#highestStep) return;
    this.#highestStep = step;
    metrics.set('lockstep_epoch', epoch + 1);
    metrics.add('lockstep_steps_total');
    if ((step + 1) % this.#updates === 0) metrics.add('lockstep_samples_total', batchSamples ?? 0);
    if (skipped) metrics.add('lockstep_steps_skipped_total');
    metrics.add('lockstep_allreduce_bytes_total', this.#gradientBytes);
    metrics.set('lockstep_learning_rate', event.learningRate);
    if (event.gradientNorm !== undefined) metrics.set('lockstep_gradient_norm', event.gradientNorm);
    this.#logs('training', logs, '');
  }

  #logs(split: string, logs: Readonly<Record<string, number>>, prefix: string): void {
    const loss = logs[`${prefix}loss`];
    const accuracy = logs[`${prefix}accuracy`];
    if (loss !== undefined) this.#metrics.set('lockstep_loss', loss, { split });
    if (accuracy !== undefined) this.#metrics.set('lockstep_accuracy', accuracy, { split });
  }
}
