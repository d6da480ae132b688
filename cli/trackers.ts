/** Flags that name services which keep a run: their secrets come by the environment, where other users cannot read them. */
import { type Command, Option } from 'commander';
import { LockstepError } from '../base/errors.ts';
import type { TrackerOptions } from '../coordinator/trackers/trackers.ts';

export interface TrackerFlags {
  mlflow?: string;
  otlp?: string;
}

export function addTrackerFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--mlflow <url>', 'MLflow server that keeps parameters, metrics, report and model').env(
        'MLFLOW_TRACKING_URI',
      ),
    )
    .addOption(
      new Option(
        '--otlp <url>',
        'OpenTelemetry receiver (OTLP over HTTP) that gets the run as a trace and metrics',
      ).env('OTEL_EXPORTER_OTLP_ENDPOINT'),
    );
}

/**
 * @param onNote is told in words where the run is kept, and what could not be sent
 * @throws LockstepError BAD_INPUT that does not repeat an address which may hold a password
 */
export function trackers(
  { mlflow, otlp }: TrackerFlags,
  onNote: (text: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): TrackerOptions {
  const login = {
    token: env.MLFLOW_TRACKING_TOKEN,
    username: env.MLFLOW_TRACKING_USERNAME,
    password: env.MLFLOW_TRACKING_PASSWORD,
  };
  const experiment = env.MLFLOW_EXPERIMENT_NAME;
  const [keeper, receiver] = [
    serverUrl(mlflow, '--mlflow (or MLFLOW_TRACKING_URI)'),
    serverUrl(otlp, '--otlp (or OTEL_EXPORTER_OTLP_ENDPOINT)'),
  ];
  return {
    mlflow: keeper === undefined ? undefined : { url: keeper, login, experiment },
    otlp: receiver === undefined ? undefined : { url: receiver },
    onNote,
  };
}

/** An address by HTTP that holds no secret; an empty one stands for none. */
function serverUrl(text: string | undefined, flag: string): string | undefined {
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new LockstepError('BAD_INPUT', `${flag} is not the address of a server`, {
      hint: 'Write http://host:port',
    });
  }
  if (url.username || url.password) {
    throw new LockstepError('BAD_INPUT', `${flag} holds a password, which other users can read`, {
      hint: 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or OTEL_EXPORTER_OTLP_HEADERS',
    });
  }
  return text;
}
