import { hostname } from 'node:os';
import { join } from 'node:path';
import { loadJob } from '../api/load.ts';
import { parsePrepared } from '../api/prepared.ts';
import { Closers } from '../base/closers.ts';
import type { EngineChoice } from '../base/engines.ts';
import { asLockstepError, LockstepError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { VERSION } from '../base/version.ts';
import { listen } from '../collectives/transport/endpoint.ts';
import { NativeExchange } from '../collectives/transport/native.ts';
import type { WireFormat } from '../collectives/transport/schedule.ts';
import { withSharedMemory } from '../collectives/transport/shared.ts';
import type { Endpoint } from '../collectives/transport/transport.ts';
import { rangesOf } from '../datasets/features.ts';
import { batchesPerEpoch } from '../datasets/sampling.ts';
import { createEngine } from '../engine/index.ts';
import { addonPath, bestRuntime, type Runtime } from '../engine/runtime/layout.ts';
import type { Certificates } from '../net/certificates.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { PROTOCOL_VERSION } from '../proto/services.ts';
import { ThreadArchive } from './checkpoint/thread-archive.ts';
import { openFeed } from './data/feed.ts';
import { WorkerMetrics } from './observe/worker-metrics.ts';
import { CoordinatorClient, type CoordinatorLink } from './session/client.ts';
import { GrpcSession } from './session/session.ts';
import { classesOf } from './trainer/confusion.ts';
import { isDefect } from './trainer/deadline.ts';
import { recipeOf } from './trainer/recipe.ts';
import { train } from './trainer/train.ts';

export interface WorkerOptions {
  /** `host:port` of the coordinator. */
  readonly coordinator: string;
  readonly token: string;
  /** Left out, all is in the clear. */
  readonly tls?: Certificates | undefined;
  readonly workerId: string;
  /** Name or address under which peers reach this worker. */
  readonly peerHost: string;
  /** 0 takes any free port. */
  readonly peerPort: number;
  /** sha256 of the job this worker insists on; left out, it takes the coordinator's. */
  readonly jobSha256?: string;
  /** Overrides the run's choice of engine. */
  readonly engine?: EngineChoice;
  /** Threads the engine may compute with. */
  readonly threads: number;
  /** Per-user folder for data and the TensorFlow runtime. */
  readonly cacheDir: string;
  /** Where metrics and probes are served; left out, they are not. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
  /** How long to look for the coordinator, in ms. */
  readonly joinDeadlineMs: number;
  /** What to do with engine, data and links once they stand: `train`, where left out. */
  readonly trainer?: typeof train;
  /** Told what the worker is doing, for its log. */
  readonly onStatus: (text: string) => void;
}

type RunConfig = lockstep.v1.RunConfig;
/** What to take part in: the run as the coordinator describes it, and its job. */
type Run = RunConfig & { readonly jobSource: string };
type Introduction = Pick<WorkerOptions, 'workerId' | 'jobSha256' | 'joinDeadlineMs'>;

/** Longest that one attempt to find a coordinator again may take. */
const REATTACH_CALL_MS = 2_000;

/**
 * A worker's whole life: register, prepare engine and data, train until the run is over.
 * @throws LockstepError UNREACHABLE | UNAUTHENTICATED | PROTOCOL_MISMATCH | JOB_MISMATCH before any work,
 * and whatever ends the run; ABORTED when `signal` does
 */
export async function runWorker(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const metrics = new WorkerMetrics();
  const observed = options.metrics && (await metrics.serve(options.metrics.host, options.metrics.port));
  const client = new CoordinatorClient(options.coordinator, options.token, options.tls);
  try {
    const { run, again } = await introduce(client, options);
    options.onStatus(`joined run ${run.runId} (${run.jobName})`);
    const jobSource = await fetchJob(client, run.jobSha256, signal);
    await takePart(client, Object.assign(run, { jobSource }), options, metrics, again, signal);
  } finally {
    client.close();
    await observed?.close();
  }
}

/**
 * Introduces a worker to the coordinator. `again` does so anew with whichever coordinator leads the run then;
 * one that has been replaced is refused, should it come back.
 */
export async function introduce(
  client: CoordinatorLink,
  options: Introduction,
): Promise<{ run: RunConfig; again: () => Promise<void> }> {
  const first = await register(client, options, options.joinDeadlineMs);
  let newestTerm = first.term;
  const again = async () => {
    const { run, term } = await register(client, options, REATTACH_CALL_MS);
    if (term < newestTerm)
      throw new LockstepError('UNREACHABLE', `a stale coordinator (term ${term}) answers`);
    newestTerm = term;
    if (run.runId === first.run.runId) return;
    throw new LockstepError(
      'JOB_MISMATCH',
      `another run, ${run.runId}, has taken the place of ${first.run.runId}`,
    );
  };
  return { run: first.run, again };
}

async function register(
  client: CoordinatorLink,
  options: Introduction,
  deadlineMs: number,
): Promise<{ run: RunConfig; term: number }> {
  const { protocolVersion, run, term } = await client.register(
    {
      protocolVersion: PROTOCOL_VERSION,
      workerId: options.workerId,
      softwareVersion: VERSION,
      jobSha256: options.jobSha256 ?? '',
      host: hostname(),
    },
    deadlineMs,
  );
  if (protocolVersion !== PROTOCOL_VERSION || !run) {
    throw new LockstepError(
      'PROTOCOL_MISMATCH',
      `the coordinator speaks protocol ${protocolVersion}, this worker ${PROTOCOL_VERSION}`,
      { hint: 'Run the same version of lockstep on both' },
    );
  }
  return { run: run as RunConfig, term };
}

/** @throws LockstepError JOB_MISMATCH when another job comes than the coordinator has named */
async function fetchJob(client: CoordinatorClient, jobSha256: string, signal: AbortSignal): Promise<string> {
  const source = Buffer.concat(await client.download('job.cjs', signal)).toString();
  if (sha256(source).toString('hex') === jobSha256) return source;
  throw new LockstepError('JOB_MISMATCH', 'the job that came is not the one the coordinator named');
}

async function takePart(
  client: CoordinatorClient,
  run: Run,
  options: WorkerOptions,
  metrics: WorkerMetrics,
  again: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const closers = new Closers();
  const endpoint = await openEndpoint(run, options);
  closers.push(() => endpoint.close());
  const session = new GrpcSession(client, {
    runId: run.runId,
    workerId: options.workerId,
    peerAddress: endpoint.address,
    heartbeatMs: run.heartbeatMs,
    register: again,
    onStep: (rank, record) => metrics.stepCommitted(rank, record),
  });
  closers.push(() => session.close());
  try {
    await prepareAndTrain(client, session, endpoint, run, options, metrics, closers, signal);
  } catch (raw) {
    // One that has not got going yet has nothing to finish.
    if (session.isComplete && raw === session.ended.reason) return;
    const error = asLockstepError(isDefect(signal) ? signal.reason : raw, 'INTERNAL');
    if (signal.aborted && !isDefect(signal)) await session.leave('asked to stop');
    else session.failed(error);
    throw error;
  } finally {
    await closers.close();
  }
}

/** The columns of both splits, as the coordinator has announced them. */
function columnsOf({ dataset }: RunConfig): lockstep.v1.ColumnInfo[] {
  const splits = [dataset?.train, dataset?.test];
  return splits.flatMap((split) => (split?.columns ?? []) as lockstep.v1.ColumnInfo[]);
}

/**
 * Where peers reach this worker: `auto` is shared memory where all ranks are on one host, and TCP. The addons
 * make both fast; without them TCP works all the same, and the worker says why it is slower.
 */
async function openEndpoint(
  { transport, heartbeatMs, heartbeatTimeoutMs }: RunConfig,
  { peerHost: host, peerPort: port, tls, cacheDir, onStatus }: WorkerOptions,
): Promise<Endpoint> {
  const pulse = { everyMs: heartbeatMs, silenceMs: heartbeatTimeoutMs };
  // TLS finds what the network damages by itself.
  const where = { host, port, tls, checksums: !tls, pulse };
  if (transport === 'grpc') return await listen('grpc', where);
  const runtime = bestRuntime(cacheDir);
  // TLS is Node's: its records pass through no other hands.
  const native = runtime && !tls ? loadExchange(runtime, onStatus) : undefined;
  if (tls) onStatus('all-reduce: TLS, without the native exchange');
  else if (!runtime)
    onStatus('all-reduce: TCP without the native exchange, which is slower; see lockstep setup');
  const endpoint = await listen('tcp', { ...where, native });
  if (transport !== 'auto' || !runtime) return endpoint;
  return withSharedMemory(endpoint, addonPath(runtime.folder, 'shared'));
}

/** Undefined, and said so, where the addon was made for another machine. */
function loadExchange({ folder }: Runtime, onStatus: (text: string) => void): NativeExchange | undefined {
  try {
    const native = NativeExchange.load(addonPath(folder, 'exchange'));
    onStatus('all-reduce: TCP with the native exchange');
    return native;
  } catch (error) {
    const { message } = asLockstepError(error, 'ENGINE');
    onStatus(`all-reduce: TCP without the native exchange, which is slower: ${message}`);
    return undefined;
  }
}

async function prepareAndTrain(
  client: CoordinatorClient,
  session: GrpcSession,
  endpoint: Endpoint,
  run: Run,
  options: WorkerOptions,
  metrics: WorkerMetrics,
  closers: Closers,
  signal: AbortSignal,
): Promise<void> {
  const said = run.dataset?.prepared;
  const prepared = said ? parsePrepared(said, 'the coordinator') : undefined;
  const job = loadJob(run.jobSource, prepared);
  // The run may be over before this worker is ready.
  const preparing = AbortSignal.any([signal, session.ended]);
  const engine = await createEngine({
    jobSource: run.jobSource,
    prepared,
    seed: run.seed,
    engine: options.engine ?? (run.engine as EngineChoice),
    ranges: rangesOf(job.data, columnsOf(run)),
    // The number of threads decides in which order a large product is summed.
    threads: run.reproducible ? 1 : options.threads,
    cacheDir: options.cacheDir,
    signal: preparing,
  });
  closers.push(() => engine.close());
  const archive = new ThreadArchive();
  closers.push(() => archive.close());
  closers.push(() => session.lastFiles());
  if (run.reproducible && engine.updates.some(({ rankSums }) => rankSums > 0)) {
    const hint = 'Leave out --reproducible, or synchronized batch normalization';
    throw new LockstepError('BAD_INPUT', 'a reproducible step cannot synchronize batch normalization', {
      hint,
    });
  }
  const { backend, mode, device, note } = engine.info;
  options.onStatus(`engine: ${backend} (${mode}) on ${device}${note ? `: ${note}` : ''}`);
  const feed = await openFeed({
    client,
    run,
    source: job.data,
    cacheDir: join(options.cacheDir, 'datasets'),
    signal: preparing,
  });
  metrics.ready(run.runId, options.workerId, engine.info);
  session.ready(engine);
  const { trainer = train } = options;
  await trainer(
    {
      shape: {
        epochs: run.epochs,
        batchesPerEpoch: batchesPerEpoch(feed.trainLength, run.batchSize),
        updatesPerBatch: engine.updates.length,
      },
      recipe: recipeOf(job),
      source: job.data,
      classes: run.dataset?.classes ?? [],
      classCount: classesOf(job),
      batchSize: run.batchSize,
      seed: run.seed,
      stepDeadlineMs: run.stepDeadlineMs,
      checkpointEvery: { steps: run.checkpointEverySteps, ms: run.checkpointEveryMs },
      reproducible: run.reproducible,
      wire: run.wire as WireFormat,
    },
    { engine, archive, feed, endpoint, session },
    signal,
  );
}
