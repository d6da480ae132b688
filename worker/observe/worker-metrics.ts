import { VERSION } from '../../base/version.ts';
import type { EngineInfo } from '../../engine/engine.ts';
import { metricsRoute, probe, serveHttp } from '../../net/http.ts';
import { MetricSet } from '../../net/metric-set.ts';
import { WORKER_METRICS } from '../../proto/metrics.ts';
import type { StepRecord } from '../trainer/ports.ts';

/** A worker's Prometheus metrics (proto/metrics.ts has their names and units). */
export class WorkerMetrics {
  readonly #metrics = new MetricSet(WORKER_METRICS);
  #ready = false;

  constructor() {
    this.#metrics.set('lockstep_worker_rank', -1);
    this.#metrics.set('lockstep_build_info', 1, { version: VERSION, node: process.versions.node });
  }

  /** Serves `/metrics`, `/healthz` and `/readyz`. @throws LockstepError ADDRESS_IN_USE */
  async serve(host: string, port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
    return await serveHttp({
      host,
      port,
      routes: {
        '/metrics': metricsRoute(() => this.#metrics.text()),
        '/healthz': probe(() => undefined),
        '/readyz': probe(() => (this.#ready ? undefined : 'engine and data are not ready yet')),
      },
    });
  }

  ready(run: string, worker: string, { backend, mode }: EngineInfo): void {
    this.#ready = true;
    this.#metrics.about(run);
    this.#metrics.set('lockstep_worker_info', 1, { worker, backend, mode, version: VERSION });
  }

  stepCommitted(rank: number, record: StepRecord): void {
    const metrics = this.#metrics;
    metrics.set('lockstep_worker_rank', rank);
    metrics.add('lockstep_worker_steps_total');
    metrics.add('lockstep_worker_samples_total', record.samples);
    metrics.add('lockstep_worker_allreduce_bytes_total', record.reduceBytes);
    metrics.add('lockstep_worker_sent_bytes_total', record.sentBytes);
    const { dataMs, computeMs, reduceMs, applyMs } = record;
    const phases = { data: dataMs, compute: computeMs, reduce: reduceMs, apply: applyMs };
    for (const [phase, ms] of Object.entries(phases)) {
      metrics.observe('lockstep_worker_phase_seconds', ms / 1000, { phase });
    }
    for (const [stage, ms] of Object.entries(record.preparation)) {
      metrics.add('lockstep_worker_preparation_seconds_total', ms / 1000, { stage });
    }
  }
}
