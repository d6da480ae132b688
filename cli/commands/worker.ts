import { hostname } from 'node:os';
import pino from 'pino';
import { bundleJob } from '../../api/bundle.ts';
import { isLoopback } from '../../net/listener.ts';
import { runWorker } from '../../worker/worker.ts';
import { threadsEach } from '../devices.ts';
import { cacheDir, type RunFlags, readToken } from '../flags.ts';
import { hostOf, type ProtectionFlags, protection } from '../protection.ts';

export interface WorkerFlags extends ProtectionFlags {
  coordinator: string;
  tokenFile?: string;
  workerId?: string;
  peerHost?: string;
  peerPort: number;
  job?: string;
  engine?: RunFlags['engine'];
  threads?: number;
  metricsPort?: number;
  metricsHost: string;
  joinDeadline: number;
}

/** `lockstep worker`: one rank of a run; logs JSON lines to stdout. */
export async function startWorker(flags: WorkerFlags, signal: AbortSignal): Promise<void> {
  const log = pino();
  if (process.env.LOCKSTEP_LIFELINE === 'stdin') {
    process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM')).resume();
    // It is listened to as long as there is work, and keeps nobody alive.
    process.stdin.unref();
  }
  const peerHost = flags.peerHost ?? (isWithinMachine(flags) ? '127.0.0.1' : hostname());
  const tls = protection('worker', flags, [peerHost, flags.coordinator], (text) => log.warn(text));
  await runWorker(
    {
      coordinator: flags.coordinator,
      token: readToken(flags.tokenFile),
      tls,
      workerId: flags.workerId ?? `${hostname()}-${process.pid}`,
      peerHost,
      peerPort: flags.peerPort,
      jobSha256: flags.job === undefined ? undefined : (await bundleJob(flags.job)).sha256,
      engine: flags.engine,
      threads: flags.threads ?? threadsEach(1),
      cacheDir: cacheDir(),
      metrics:
        flags.metricsPort === undefined ? undefined : { host: flags.metricsHost, port: flags.metricsPort },
      joinDeadlineMs: flags.joinDeadline,
      onStatus: (text) => log.info(text),
    },
    signal,
  );
  log.info('the run is complete');
}

/** In the clear, a coordinator on this machine has all its workers there too. */
function isWithinMachine({ coordinator, tls, insecure }: WorkerFlags): boolean {
  return tls === undefined && !insecure && isLoopback(hostOf(coordinator));
}
