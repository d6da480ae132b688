import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { within } from '../../base/abort.ts';
import { plural } from '../../base/plural.ts';
import { VERSION } from '../../base/version.ts';
import type { RunEvent } from '../../proto/events.ts';
import type { EventOutlet } from '../events/outlet.ts';
import { OtlpMetrics } from './otlp-metrics.ts';
import { RunSpans } from './run-spans.ts';
import type { Tracked } from './tracked.ts';

/** Most spans that wait while the receiver is away or slow. Later ones are left out, and counted. */
const MOST_KEPT = 8_192;
/** Longest that the receiver may take at the end, in ms. */
const END_MS = 60_000;

export interface OtlpOptions {
  /** Address of an OTLP receiver by HTTP: `http://host:4318`. */
  readonly url: string;
}

/** A run as a trace and as metrics, each told of on its own where the receiver does not take it. */
export function openOtlp({ url }: OtlpOptions, tracked: Tracked): EventOutlet[] {
  const own = url.replace(/\/+$/, '');
  const metrics = new OtlpMetrics(own, resourceOf(tracked.config), tracked.onNote);
  return [new OtlpTraces({ url: own }, tracked), metrics];
}

/** What the run's spans and metrics have in common. */
function resourceOf({ runId }: Tracked['config']): Resource {
  const about = resourceFromAttributes({
    'service.name': 'lockstep',
    'service.version': VERSION,
    'lockstep.run': runId ?? '',
  });
  return about.merge(detectResources({ detectors: [envDetector] }));
}

/**
 * Sends a run as a trace of OpenTelemetry. Headers, certificates and compression come from the variables
 * `OTEL_EXPORTER_OTLP_*`, the name of the service from `OTEL_SERVICE_NAME`, as OpenTelemetry's exporter reads them. The
 * receiver may be away: training never waits for it.
 */
export class OtlpTraces implements EventOutlet {
  readonly #onNote: (text: string) => void;
  readonly #provider: TracerProvider;
  readonly #spans: RunSpans;
  readonly #exporter: SpanExporter;
  #arrived = 0;
  /** Why the last spans did not arrive; undefined where they did. */
  #away: string | undefined;

  /** @param exporter sends spans; left out, by OTLP */
  constructor({ url }: OtlpOptions, { config, onNote }: Tracked, exporter?: SpanExporter) {
    this.#onNote = onNote;
    this.#exporter = exporter ?? new OTLPTraceExporter({ url: `${url}/v1/traces`, keepAlive: false });
    this.#provider = new TracerProvider({
      resource: resourceOf(config),
      sampler: new AlwaysOnSampler(),
      spanProcessors: [new BatchSpanProcessor({ exporter: this.#counted(), maxQueueSize: MOST_KEPT })],
    });
    this.#spans = new RunSpans(this.#provider.getTracer('lockstep', VERSION));
  }

  hear(event: RunEvent): void {
    this.#spans.hear(event);
  }

  async close(): Promise<void> {
    this.#spans.end();
    await within(END_MS, 'sending the trace', this.#provider.shutdown()).catch((error: Error) => {
      this.#away ??= error.message;
    });
    const lost = this.#spans.ended - this.#arrived;
    if (lost > 0) {
      const why = this.#away ?? `more than ${MOST_KEPT} waited`;
      this.#onNote(`OpenTelemetry’s receiver has not got ${plural(lost, 'span')} (${why})`);
    }
  }

  /** The exporter, whose successes are counted and whose failures are told. */
  #counted(): SpanExporter {
    return {
      export: (spans, done) =>
        this.#exporter.export(spans, (result) => {
          if (result.error === undefined) this.#came(spans.length);
          else this.#failed(result.error.message);
          done(result);
        }),
      shutdown: () => this.#exporter.shutdown(),
    };
  }

  #came(count: number): void {
    this.#arrived += count;
    if (this.#away !== undefined) this.#onNote('OpenTelemetry’s receiver answers again');
    this.#away = undefined;
  }

  #failed(why: string): void {
    if (this.#away === undefined)
      this.#onNote(`OpenTelemetry’s receiver takes nothing: ${why}; training goes on`);
    this.#away = why;
  }
}
