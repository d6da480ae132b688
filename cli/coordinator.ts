import { join } from 'node:path';
import pino from 'pino';
import { startRun } from '../coordinator/start.ts';
import { cacheDir, type RunFlags, readToken, runOptions } from './flags.ts';
import { aborted, unlessAborted } from './interrupt.ts';

export interface CoordinatorFlags extends RunFlags {
  host: string;
  port: number;
  workers: number;
  tokenFile?: string;
  metricsPort?: number;
  nats?: string;
  stay?: boolean;
}

/** `lockstep coordinator`: leads a run whose workers come from anywhere; logs JSON lines to stdout. */
export async function runCoordinator(
  job: string,
  flags: CoordinatorFlags,
  signal: AbortSignal,
): Promise<void> {
  const log = pino();
  const run = await startRun({
    job,
    host: flags.host,
    port: flags.port,
    token: readToken(flags.tokenFile),
    runDir: flags.runDir,
    nats: flags.nats,
    metrics: flags.metricsPort === undefined ? undefined : { host: flags.host, port: flags.metricsPort },
    // Its workers may have outlived the coordinator that led it before.
    resume: 'alive',
    run: runOptions(flags, flags.workers),
    load: {
      dataDir: flags.dataDir,
      cacheDir: join(cacheDir(), 'datasets'),
      allowDownload: flags.download,
      signal,
    },
    listeners: [
      ({ type, time, ...event }) => {
        if (type !== 'step') log.info(event, type);
      },
    ],
  });
  log.info(
    { host: flags.host, port: run.server.port, runDir: run.directory.path, metricsPort: run.metricsPort },
    'waiting for workers',
  );
  try {
    await unlessAborted(run.coordinator.done, signal);
  } finally {
    await run.close();
  }
  if (flags.stay) {
    log.info('the run is complete; staying until stopped');
    await aborted(signal);
  }
}
