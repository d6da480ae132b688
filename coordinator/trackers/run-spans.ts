import {
  type Attributes,
  type HrTime,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { RunEvent, StepSummary } from '../../proto/events.ts';
import { stride } from './stride.ts';

/** Most steps of a run that become spans, of every rank. */
const MOST_STEPS = 1_000;

/**
 * A run as spans, made from its events: the run, in it its epochs, generations, recoveries and checkpoints, and in each
 * epoch some of its steps, with their phases. A coordinator that takes a run up begins a trace of its own.
 */
export class RunSpans {
  /** Spans that have ended. */
  ended = 0;
  readonly #tracer: Tracer;
  #run: Span | undefined;
  #generation: Span | undefined;
  #recovery: Span | undefined;
  readonly #epochs = new Map<number, Span>();
  /** The epoch that ended last: other ranks tell of its steps afterwards. */
  #past: { readonly epoch: number; readonly span: Span } | undefined;
  #stride = 1;
  #now = 0;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  hear(event: RunEvent): void {
    this.#now = event.time;
    switch (event.type) {
      case 'run_started': {
        const { job, dataset, batchSize, epochs, batchesPerEpoch, term } = event;
        this.#stride = stride(epochs * batchesPerEpoch, MOST_STEPS);
        const about = { run: event.runId, job, dataset, batch_size: batchSize, epochs, term };
        this.#run = this.#begin(`run ${job}`, event.phases?.[0]?.start ?? event.time, about);
        break;
      }
      case 'worker_joined':
      case 'worker_lost':
      case 'worker_held_back': {
        const { type, time, workerId } = event;
        const reason = 'reason' in event ? event.reason : '';
        this.#moment(type.replaceAll('_', ' '), time, { worker: workerId, reason });
        break;
      }
      case 'generation_formed': {
        const { generation, members, nextStep, reason } = event;
        this.#close(this.#generation, event.time);
        const about = {
          generation,
          world_size: members.length,
          members: [...members],
          step: nextStep,
          reason,
        };
        this.#generation = this.#begin('generation', event.time, about, this.#run);
        break;
      }
      case 'generation_broken':
        this.#broken(event);
        break;
      case 'recovered': {
        const { generation, step, repeatedSteps } = event;
        this.#recovery?.setAttributes(named({ generation, step, repeated_steps: repeatedSteps }));
        this.#close(this.#recovery, event.time);
        this.#recovery = undefined;
        break;
      }
      case 'step':
        this.#step(event);
        break;
      case 'epoch_ended': {
        const span = this.#epoch(event.epoch, event.time - 1000 * event.seconds);
        span.setAttributes(named(event.logs));
        this.#close(span, event.time);
        this.#epochs.delete(event.epoch);
        this.#past = { epoch: event.epoch, span };
        break;
      }
      case 'checkpoint_saved':
        this.#moment('checkpoint', event.time, { path: event.path, step: event.step, bytes: event.bytes });
        break;
      case 'checkpoint_failed':
        this.#moment('checkpoint', event.time, { path: event.path }, event.reason);
        break;
      case 'run_finished': {
        const { steps, recoveries, repeatedSteps, tested } = event.summary;
        this.#run?.setAttributes(named({ steps, recoveries, repeated_steps: repeatedSteps, ...tested }));
        break;
      }
      case 'run_interrupted':
        this.#run?.setAttributes(named({ interrupted: event.reason }));
        break;
      case 'run_failed':
        this.#run?.setAttributes(named({ code: event.code }));
        this.#run?.setStatus({ code: SpanStatusCode.ERROR, message: event.message });
        break;
    }
  }

  /** Ends what has not ended. */
  end(): void {
    for (const span of [...this.#epochs.values(), this.#generation, this.#recovery, this.#run])
      this.#close(span, this.#now);
    this.#epochs.clear();
    [this.#generation, this.#recovery, this.#run] = [undefined, undefined, undefined];
  }

  #broken({ time, reason, planned }: Extract<RunEvent, { type: 'generation_broken' }>): void {
    this.#generation?.setAttributes(named({ planned, ended: reason }));
    if (!planned) this.#generation?.setStatus({ code: SpanStatusCode.ERROR, message: reason });
    this.#close(this.#generation, time);
    this.#generation = undefined;
    if (!planned) this.#recovery ??= this.#begin('recovery', time, { reason }, this.#run);
  }

  #step({ step, epoch, rank, generation, start, samples, phases, logs, skipped }: StepSummary): void {
    if (step % this.#stride !== 0) return;
    const about = { step, rank, generation, samples, skipped: skipped ?? false, ...logs };
    const span = this.#begin('step', start, about, this.#epoch(epoch, start));
    let at = start;
    for (const [phase, ms] of Object.entries(phases)) {
      const part = this.#begin(phase === 'reduce' ? 'all-reduce' : phase, at, {}, span);
      at += ms;
      this.#close(part, at);
    }
    this.#close(span, at);
  }

  /** An epoch begins with the first of its steps that is known. */
  #epoch(epoch: number, start: number): Span {
    const known = this.#past?.epoch === epoch ? this.#past.span : this.#epochs.get(epoch);
    if (known) return known;
    const span = this.#begin('epoch', start, { epoch }, this.#run);
    this.#epochs.set(epoch, span);
    return span;
  }

  #moment(name: string, time: number, about: Attributes, failure?: string): void {
    const span = this.#begin(name, time, about, this.#run);
    if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
    this.#close(span, time);
  }

  #begin(name: string, start: number, about: Attributes, parent?: Span): Span {
    const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    return this.#tracer.startSpan(name, { startTime: instant(start), attributes: named(about) }, context);
  }

  #close(span: Span | undefined, time: number): void {
    if (!span) return;
    span.end(instant(time));
    this.ended++;
  }
}

function named(about: Attributes): Attributes {
  return Object.fromEntries(Object.entries(about).map(([name, value]) => [`lockstep.${name}`, value]));
}

/** A plain number would be taken for ms since the process began where it is small. @param ms since 1970 */
function instant(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round(1e6 * (ms - 1000 * seconds))];
}
