import type { Counter, Gauge, Histogram, Meter } from '@opentelemetry/api';
import type { RunEvent, StepSummary } from '../../proto/events.ts';

/** Bounds of a step and of a recovery, in seconds: from a millisecond to ten minutes. */
const SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 600];

/**
 * A run as metrics, made from its events: what its logs say now, and what it has come to since this coordinator took it up.
 * Names are those of the logs and of the spans: `lockstep.loss`, `lockstep.val_loss` of an epoch, `lockstep.batch_loss` of a
 * step.
 */
export class RunInstruments {
  readonly #meter: Meter;
  readonly #gauges = new Map<string, Gauge>();
  readonly #counters = new Map<string, Counter>();
  readonly #steps: Histogram;
  readonly #recoveries: Histogram;
  /** Of all ranks, and when the last one was reported, in ms. */
  #samples = 0;
  #now = 0;
  #told = { samples: 0, time: 0 };

  constructor(meter: Meter) {
    this.#meter = meter;
    const seconds = { unit: 's', advice: { explicitBucketBoundaries: SECONDS } };
    this.#steps = meter.createHistogram('lockstep.step.duration', seconds);
    this.#recoveries = meter.createHistogram('lockstep.recovery.duration', seconds);
    meter.createObservableGauge('lockstep.samples_per_second').addCallback((result) => {
      const [now, told] = [{ samples: this.#samples, time: this.#now }, this.#told];
      if (now.time <= told.time) return;
      this.#told = now;
      if (told.time > 0) result.observe((1000 * (now.samples - told.samples)) / (now.time - told.time));
    });
  }

  hear(event: RunEvent): void {
    switch (event.type) {
      case 'generation_formed':
        this.#set('world_size', event.members.length);
        this.#set('generation', event.generation);
        break;
      case 'recovered':
        this.#add('recoveries', 1);
        this.#add('repeated_steps', event.repeatedSteps);
        this.#recoveries.record(event.seconds);
        break;
      case 'step':
        this.#step(event);
        break;
      case 'epoch_ended':
        this.#add('epochs', 1);
        this.#logs('', event.logs);
        break;
      case 'checkpoint_saved':
        this.#add('checkpoints', 1);
        break;
      case 'run_finished':
        this.#logs('', event.summary.tested);
        break;
    }
  }

  #step({ rank, start, phases, samples, logs = {}, learningRate, gradientNorm, skipped }: StepSummary): void {
    const ms = Object.values(phases).reduce((sum, one) => sum + one, 0);
    this.#samples += samples;
    this.#now = Math.max(this.#now, start + ms);
    if (this.#told.time === 0) this.#told = { samples: 0, time: start };
    this.#add('samples', samples);
    if (rank !== 0) return;
    this.#add('steps', 1);
    this.#add('skipped_steps', skipped ? 1 : 0);
    this.#steps.record(ms / 1000);
    this.#logs('batch_', { ...logs, learning_rate: learningRate });
    if (gradientNorm !== undefined) this.#set('batch_gradient_norm', gradientNorm);
  }

  #logs(prefix: string, logs: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(logs)) this.#set(`${prefix}${name}`, value);
  }

  #set(name: string, value: number): void {
    let gauge = this.#gauges.get(name);
    if (!gauge) {
      // All that OpenTelemetry takes in a name.
      gauge = this.#meter.createGauge(`lockstep.${name.replace(/[^\w./-]/g, '_')}`.slice(0, 255));
      this.#gauges.set(name, gauge);
    }
    gauge.record(value);
  }

  #add(name: string, value: number): void {
    let counter = this.#counters.get(name);
    if (!counter) {
      counter = this.#meter.createCounter(`lockstep.${name}`);
      this.#counters.set(name, counter);
    }
    counter.add(value);
  }
}
