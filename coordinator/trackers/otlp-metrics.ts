import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from '@opentelemetry/otlp-exporter-base/node-http';
import { MetricsExporterMetricsHelper, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { within } from '../../base/abort.ts';
import { VERSION } from '../../base/version.ts';
import type { RunEvent } from '../../proto/events.ts';
import type { EventOutlet } from '../events/outlet.ts';
import { RunInstruments } from './run-instruments.ts';

/** Between two reports, in ms. */
const EVERY_MS = 10_000;
/** Longest that the receiver may take at the end, in ms. */
const END_MS = 60_000;

/** What a receiver of traces alone answers: Not Found, Method Not Allowed, Not Implemented. */
const TAKES_NONE: readonly (number | undefined)[] = [404, 405, 501];

/** Sends a run as metrics of OpenTelemetry. A report that does not arrive is none that is missed: the next one has all of it. A
 * receiver of traces alone is no fault, and nothing is said of it. */
export class OtlpMetrics implements EventOutlet {
  readonly #onNote: (text: string) => void;
  readonly #provider: MeterProvider;
  readonly #instruments: RunInstruments;
  /** Why the last report did not arrive; undefined where it did. */
  #away: string | undefined;

  /**
   * @param url of the receiver, without a slash at its end
   * @param onNote is told in words what could not be sent
   */
  constructor(
    url: string,
    resource: Resource,
    onNote: (text: string) => void,
    exporter: PushMetricExporter = otlpExporter(url),
  ) {
    this.#onNote = onNote;
    const reader = new PeriodicExportingMetricReader({
      exporter: this.#told(exporter),
      exportIntervalMillis: EVERY_MS,
      exportTimeoutMillis: EVERY_MS,
    });
    this.#provider = new MeterProvider({ resource, readers: [reader] });
    this.#instruments = new RunInstruments(this.#provider.getMeter('lockstep', VERSION));
  }

  hear(event: RunEvent): void {
    this.#instruments.hear(event);
  }

  async close(): Promise<void> {
    await within(END_MS, 'sending the metrics', this.#provider.shutdown()).catch((error: Error) => {
      this.#away ??= error.message;
    });
    if (this.#away !== undefined)
      this.#onNote(`OpenTelemetry’s receiver has not got the last metrics (${this.#away})`);
  }

  /** The exporter, whose failures are told. */
  #told(exporter: PushMetricExporter): PushMetricExporter {
    return {
      export: (metrics, done) =>
        exporter.export(metrics, (result) => {
          if (result.error === undefined) this.#away = undefined;
          else this.#failed(result.error);
          done(result);
        }),
      forceFlush: () => exporter.forceFlush(),
      shutdown: () => exporter.shutdown(),
    };
  }

  #failed({ message: why, code }: Error & { readonly code?: number }): void {
    if (TAKES_NONE.includes(code)) return;
    if (this.#away === undefined)
      this.#onNote(`OpenTelemetry’s receiver takes no metrics: ${why}; training goes on`);
    this.#away = why;
  }
}

/**
 * `@opentelemetry/exporter-metrics-otlp-proto` is these two lines, but no release of it goes with the release of the packages
 * that send traces.
 */
function otlpExporter(url: string): PushMetricExporter {
  const given = { url: `${url}/v1/metrics`, keepAlive: false };
  const headers = { 'Content-Type': 'application/x-protobuf' };
  return createOtlpHttpExportDelegate(
    convertLegacyHttpOptions(given, 'METRICS', 'v1/metrics', headers),
    ProtobufMetricsSerializer,
    'otlp_http_metric_exporter',
    MetricsExporterMetricsHelper,
    undefined,
  );
}
