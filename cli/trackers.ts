/** Flags that name services which keep a run: their secrets come by the environment, where other users cannot read them. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TrackerOptions } from '../coordinator/trackers/trackers.ts';

export interface TrackerFlags {
  mlflow?: string;
  otlp?: string;
}

export function addTrackerFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--mlflow <url>', 'MLflow server that keeps parameters, metrics, report and model')
        .env('MLFLOW_TRACKING_URI')
        .argParser(serverUrl),
    )
    .addOption(
      new Option('--otlp <url>', 'OpenTelemetry receiver (OTLP over HTTP) that gets the run as a trace')
        .env('OTEL_EXPORTER_OTLP_ENDPOINT')
        .argParser(serverUrl),
    );
}

/** @param onNote is told in words where the run is kept, and what could not be sent */
export function trackers({ mlflow, otlp }: TrackerFlags, onNote: (text: string) => void): TrackerOptions {
  const { env } = process;
  const login = {
    token: env.MLFLOW_TRACKING_TOKEN,
    username: env.MLFLOW_TRACKING_USERNAME,
    password: env.MLFLOW_TRACKING_PASSWORD,
  };
  const experiment = env.MLFLOW_EXPERIMENT_NAME;
  return {
    mlflow: mlflow ? { url: mlflow, login, experiment } : undefined,
    otlp: otlp ? { url: otlp } : undefined,
    onNote,
  };
}

/** An address by HTTP that holds no secret; an empty one stands for none. */
export function serverUrl(text: string): string {
  if (text === '') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new InvalidArgumentError('It must be the address of a server: http://host:port.');
  if (url.username || url.password)
    throw new InvalidArgumentError(
      'It must hold no password: other users can read it. Set it in the environment.',
    );
  return text;
}
