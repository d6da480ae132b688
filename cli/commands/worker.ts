import { hostname } from 'node:os';
import pino from 'pino';
import { unlessAborted } from '../../base/abort.ts';
import { LockstepError } from '../../base/errors.ts';
import { phase, programLoaded } from '../../base/phases.ts';
import { type WarmEngine, warmEngine } from '../../engine/index.ts';
import { isLoopback } from '../../net/listener.ts';
import { threadsEach } from '../devices.ts';
import { cacheDir, packsDir, type RunFlags, readToken, STANDARD_INPUT } from '../flags.ts';
import { endWithParent } from '../interrupt.ts';
import { hostOf, type ProtectionFlags, protection } from '../protection.ts';

export interface WorkerFlags extends ProtectionFlags {
  coordinator: string;
  tokenFile?: string;
  workerId?: string;
  peerHost?: string;
  peerPort: number;
  job?: string;
  set?: Record<string, string>;
  engine?: RunFlags['engine'];
  threads?: number;
  metricsPort?: number;
  metricsHost: string;
  joinDeadline: number;
}

/** `lockstep worker`: one rank of a run; logs JSON lines to stdout. */
export async function startWorker(flags: WorkerFlags, signal: AbortSignal): Promise<void> {
  const threads = flags.threads ?? threadsEach(1);
  // TensorFlow takes longer to load than all else that comes before its first use.
  const warm = warmEngine({ engine: flags.engine ?? 'auto', cacheDir: cacheDir() });
  try {
    await takePart(flags, threads, warm, signal);
  } finally {
    await warm?.close();
  }
}

async function takePart(
  flags: WorkerFlags,
  threads: number,
  warm: WarmEngine | undefined,
  signal: AbortSignal,
): Promise<void> {
  const log = pino();
  const { runWorker } = await import('../../worker/worker.ts');
  programLoaded();
  const coordinator =
    flags.coordinator === STANDARD_INPUT
      ? await phase('wait for the coordinator', () => unlessAborted(firstLine(), signal))
      : flags.coordinator;
  endWithParent();
  const peerHost = flags.peerHost ?? (isWithinMachine(flags, coordinator) ? '127.0.0.1' : hostname());
  const tls = protection('worker', flags, [peerHost, coordinator], (text) => log.warn(text));
  await runWorker(
    {
      coordinator,
      token: readToken(flags.tokenFile),
      tls,
      workerId: flags.workerId ?? `${hostname()}-${process.pid}`,
      peerHost,
      peerPort: flags.peerPort,
      jobSha256: await hashOfJob(flags),
      engine: flags.engine,
      threads,
      warm,
      cacheDir: cacheDir(),
      packsDir: packsDir(),
      metrics:
        flags.metricsPort === undefined ? undefined : { host: flags.metricsHost, port: flags.metricsPort },
      joinDeadlineMs: flags.joinDeadline,
      onStatus: (text) => log.info(text),
    },
    signal,
  );
  log.info('the run is complete');
}

/** The first line of standard input. */
async function firstLine(): Promise<string> {
  let text = '';
  for await (const piece of process.stdin.iterator({ destroyOnReturn: false })) {
    text += piece;
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new LockstepError('BAD_INPUT', 'standard input ended before it named the coordinator');
}

/** Of the job that the worker takes part in alone, with the values of its settings; undefined where any will do. */
async function hashOfJob({ job, set }: WorkerFlags): Promise<string | undefined> {
  if (job === undefined && set !== undefined) {
    throw new LockstepError('BAD_INPUT', '--set is of --job, and a worker takes a job as the run has it', {
      hint: 'Name the job too, or leave --set out',
    });
  }
  if (job === undefined) return undefined;
  const { bundleJob } = await import('../../api/bundle.ts');
  return (await bundleJob(job, { settings: set })).sha256;
}

/** In the clear, a coordinator on this machine has all its workers there too. */
function isWithinMachine({ tls, insecure }: WorkerFlags, coordinator: string): boolean {
  return tls === undefined && !insecure && isLoopback(hostOf(coordinator));
}
