import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Metric } from '../proto/metrics.ts';

type Labels = Readonly<Record<string, string | number>>;

/** Prometheus metrics as a table declares them (proto/metrics.ts). */
export class MetricSet<Name extends string> {
  readonly #registry = new Registry();
  readonly #metrics = new Map<Name, Gauge | Counter | Histogram>();

  constructor(table: Readonly<Record<Name, Metric>>) {
    for (const [name, metric] of Object.entries<Metric>(table)) {
      const shared = { name, help: metric.help, labelNames: [...(metric.labels ?? [])] };
      const registers = [this.#registry];
      const made =
        metric.type === 'histogram'
          ? new Histogram({ ...shared, registers, buckets: [...(metric.buckets ?? [])] })
          : new (metric.type === 'gauge' ? Gauge : Counter)({ ...shared, registers });
      this.#metrics.set(name as Name, made);
    }
  }

  /** Adds the run's id as a label to all metrics. */
  about(run: string): void {
    this.#registry.setDefaultLabels({ run });
  }

  set(name: Name, value: number, labels: Labels = {}): void {
    (this.#metrics.get(name) as Gauge).set(labels, value);
  }

  add(name: Name, value = 1, labels: Labels = {}): void {
    (this.#metrics.get(name) as Counter).inc(labels, value);
  }

  observe(name: Name, value: number, labels: Labels = {}): void {
    (this.#metrics.get(name) as Histogram).observe(labels, value);
  }

  /** Forgets all label values of a metric. */
  clear(name: Name): void {
    this.#metrics.get(name)!.reset();
  }

  /** In Prometheus's text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
