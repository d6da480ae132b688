import { join } from 'node:path';
import pino from 'pino';
import { unlessAborted } from '../../base/abort.ts';
import { type LockstepError, nameError } from '../../base/errors.ts';
import { folderToResume } from '../../coordinator/mirroring.ts';
import { hasFinished } from '../../coordinator/saved.ts';
import { startRun } from '../../coordinator/start.ts';
import { probe, serveHttp } from '../../net/http.ts';
import { report } from '../errors.ts';
import { cacheDir, mirrorOptions, packsDir, type RunFlags, readToken, runOptions } from '../flags.ts';
import { aborted, askedBy } from '../interrupt.ts';
import { type ProtectionFlags, protection } from '../protection.ts';
import { trackers } from '../trackers.ts';

export interface CoordinatorFlags extends RunFlags, ProtectionFlags {
  host: string;
  port: number;
  workers: number;
  tokenFile?: string;
  metricsPort?: number;
  metricsHost: string;
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
  const mirror = mirrorOptions(flags);
  const runDir = await folderToResume('alive', { runDir: flags.runDir, mirror, load: { signal } });
  if (flags.stay && runDir !== undefined && hasFinished(runDir, flags.epochs)) {
    log.info({ runDir }, 'the run was complete before; staying until stopped');
    return await standBy(flags, signal);
  }
  const tls = protection('coordinator', flags, [flags.host], (text) => log.warn(text));
  const run = await startRun({
    job,
    settings: flags.set,
    host: flags.host,
    port: flags.port,
    token: readToken(flags.tokenFile),
    tls,
    runDir,
    nats: flags.nats,
    mirror,
    trace: flags.trace,
    tensorboard: flags.tensorboard,
    trackers: trackers(flags, (text) => log.warn(text)),
    metrics:
      flags.metricsPort === undefined ? undefined : { host: flags.metricsHost, port: flags.metricsPort },
    // Its workers may have outlived the coordinator that led it before.
    resume: 'alive',
    run: runOptions(flags, flags.workers),
    load: {
      dataDir: flags.dataDir,
      cacheDir: join(cacheDir(), 'datasets'),
      packsDir: packsDir(),
      allowDownload: flags.download,
      signal,
    },
    listeners: [
      ({ type, time, ...event }) => {
        if (type !== 'step') log.info(event, type);
      },
    ],
  });
  if (run.note !== undefined) log.warn(run.note);
  log.info(
    { host: flags.host, port: run.server.port, runDir: run.directory.path, metricsPort: run.metricsPort },
    'waiting for workers',
  );
  let why: LockstepError | undefined;
  try {
    await unlessAborted(run.coordinator.done, signal);
    if (flags.stay) {
      // Workers that are restarted now find nobody and wait, which costs nothing; page and probes stay.
      await run.server.close();
      await run.finish();
      log.info('the run is complete; staying until stopped');
      await aborted(signal);
    }
  } catch (raw) {
    why = nameError(raw);
    throw why;
  } finally {
    // Whoever moves a service to another place starts it again there. A user who presses Ctrl-C ends the run.
    const workers = askedBy() === 'SIGTERM' ? 'stay' : 'end';
    // What went wrong first is what the command ends with.
    await run.close(why, workers).catch((raw) => {
      if (why === undefined) throw raw;
      report(raw);
    });
  }
}

/** A service that is restarted after its run must not count as broken. */
async function standBy(
  { metricsHost: host, metricsPort: port }: CoordinatorFlags,
  signal: AbortSignal,
): Promise<void> {
  const routes = { '/healthz': probe(() => undefined), '/readyz': probe(() => 'the run is over') };
  const server = port === undefined ? undefined : await serveHttp({ host, port, routes });
  await aborted(signal);
  await server?.close();
}
