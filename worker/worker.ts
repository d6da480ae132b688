import { join } from 'node:path';
import { type Blobs, blobPath } from '../api/blobs.ts';
import { loadJob } from '../api/load.ts';
import { parsePrepared } from '../api/prepared.ts';
import { unlessAborted, within } from '../base/abort.ts';
import type { Chunks } from '../base/chunks.ts';
import { Closers } from '../base/closers.ts';
import type { EngineChoice } from '../base/engines.ts';
import { asLockstepError, LockstepError } from '../base/errors.ts';
import { contentSha256 } from '../base/hash.ts';
import { phase, takePhases } from '../base/phases.ts';
import type { WireFormat } from '../collectives/transport/schedule.ts';
import type { Endpoint } from '../collectives/transport/transport.ts';
import { rangesOf } from '../datasets/features.ts';
import { batchesPerEpoch } from '../datasets/sampling.ts';
import { createEngine, type WarmEngine } from '../engine/index.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { ThreadArchive } from './checkpoint/thread-archive.ts';
import { openFeed } from './data/feed.ts';
import { loadScaleBytes } from './data/native-samples.ts';
import { RecordCache } from './data/record-cache.ts';
import { SharedPack } from './data/shared-pack.ts';
import { ThreadAugmenter } from './data/thread-augmenter.ts';
import { firstBatches } from './first-batches.ts';
import { expectFits } from './fits.ts';
import { type Introduction, introduce, type RunConfig } from './introduce.ts';
import type { WorkerMetrics } from './observe/worker-metrics.ts';
import { openEndpoint, type PeerOptions } from './peer-endpoint.ts';
import { CoordinatorClient } from './session/client.ts';
import { GrpcSession } from './session/session.ts';
import { isDefect } from './trainer/deadline.ts';
import { recipeOf } from './trainer/recipe.ts';
import { train } from './trainer/train.ts';

export interface WorkerOptions extends Introduction, PeerOptions {
  /** `host:port` of the coordinator. */
  readonly coordinator: string;
  readonly token: string;
  /** Overrides the run's choice of engine. */
  readonly engine?: EngineChoice;
  /** Threads the engine may compute with. */
  readonly threads: number;
  /** An engine that loads TensorFlow since this worker began. */
  readonly warm?: WarmEngine | undefined;
  /**
   * Where packs lie on storage that the coordinator writes and this worker reads: a folder, or `s3://bucket/path`; left
   * out, records are fetched.
   */
  readonly packsDir?: string | undefined;
  /** Where metrics and probes are served; left out, they are not. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
  /** What runs once engine, data and links are ready; `train` where left out. */
  readonly trainer?: typeof train;
}

/** Longest that an engine may take to be ready, in ms, and in deadlines of a step where that is more. */
const PREPARE_MS = 240_000;
const PREPARE_STEPS = 4;
const MAKING_READY = 'making the engine ready (TensorFlow, and the first trial of the job)';

/** What a worker takes part in. */
interface Run {
  readonly config: RunConfig;
  /** The job's script; its sha256 is the one of the config. */
  readonly jobSource: string;
  readonly blobs: Blobs;
}

/**
 * A worker's whole life: register, prepare engine and data, train until the run is over.
 * @throws LockstepError UNREACHABLE | UNAUTHENTICATED | PROTOCOL_MISMATCH | JOB_MISMATCH before any work,
 * and whatever ends the run; ABORTED when `signal` does
 */
export async function runWorker(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const opened = new Closers();
  try {
    let metrics: WorkerMetrics | undefined;
    if (options.metrics) {
      metrics = await makeMetrics();
      const { close } = await metrics.serve(options.metrics.host, options.metrics.port);
      opened.push(close);
    }
    const client = new CoordinatorClient(options.coordinator, options.token, options.tls);
    opened.push(() => client.close());
    const seconds = options.joinDeadlineMs / 1000;
    options.onStatus(`looking for the coordinator at ${options.coordinator}, for ${seconds} s at most`);
    const { run: config, again } = await phase('register', () =>
      unlessAborted(introduce(client, options), signal),
    );
    options.onStatus(`joined run ${config.runId} (${config.jobName})`);
    const script = await fetchPart(client, 'job.cjs', config.jobSha256, signal);
    const blobs = new Map<string, Chunks>();
    for (const sha256 of config.jobBlobs)
      blobs.set(sha256, await fetchPart(client, blobPath(sha256), sha256, signal));
    const jobSource = Buffer.concat(script).toString();
    await takePart(client, { config, jobSource, blobs }, options, metrics, again, signal);
  } finally {
    await opened.close();
  }
}

/**
 * The job's script, or a blob of it.
 * @throws LockstepError JOB_MISMATCH when it has another hash than the coordinator announced
 */
async function fetchPart(
  client: CoordinatorClient,
  path: string,
  sha256: string,
  signal: AbortSignal,
): Promise<Chunks> {
  const content = await client.download(path, signal);
  if (contentSha256(content) === sha256) return content;
  throw new LockstepError(
    'JOB_MISMATCH',
    `the ${path} that the coordinator sent is not the one that it announced (sha256)`,
  );
}

/** Metrics cost a worker's start and each of its steps, so they are kept only where somebody may read them. */
async function makeMetrics(): Promise<WorkerMetrics> {
  const { WorkerMetrics } = await import('./observe/worker-metrics.ts');
  return new WorkerMetrics();
}

async function takePart(
  client: CoordinatorClient,
  run: Run,
  options: WorkerOptions,
  metrics: WorkerMetrics | undefined,
  again: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const closers = new Closers();
  const { config } = run;
  const endpoint = await openEndpoint(config, options);
  closers.push(() => endpoint.close());
  const session = new GrpcSession(client, {
    runId: config.runId,
    workerId: options.workerId,
    peerAddress: endpoint.address,
    heartbeatMs: config.heartbeatMs,
    register: again,
    onStep: (rank, record) => metrics?.stepCommitted(rank, record),
    onLost: (path, error) => options.onStatus(`${path} is not kept: ${error.describe()}`),
  });
  closers.push(() => session.close());
  try {
    await prepareAndTrain(client, session, endpoint, run, options, metrics, closers, signal);
  } catch (raw) {
    // The run has ended well before this worker was ready: there is nothing left to do.
    if (session.isComplete && raw === session.ended.reason) return;
    const error = asLockstepError(isDefect(signal) ? signal.reason : raw, 'INTERNAL');
    if (signal.aborted && !isDefect(signal)) await session.leave('asked to stop');
    else session.failed(error);
    throw error;
  } finally {
    await closers.close();
  }
}

/** The columns of all splits, as the coordinator announced them. */
function columnsOf({ dataset }: RunConfig): lockstep.v1.ColumnInfo[] {
  const splits = [dataset?.train, dataset?.validation, dataset?.test];
  return splits.flatMap((split) => (split?.columns ?? []) as lockstep.v1.ColumnInfo[]);
}

async function prepareAndTrain(
  client: CoordinatorClient,
  session: GrpcSession,
  endpoint: Endpoint,
  { config: run, jobSource, blobs }: Run,
  options: WorkerOptions,
  metrics: WorkerMetrics | undefined,
  closers: Closers,
  signal: AbortSignal,
): Promise<void> {
  const said = run.dataset?.prepared;
  const prepared = said ? parsePrepared(said, 'the coordinator') : undefined;
  const job = loadJob(jobSource, prepared);
  // The run may be over before this worker is ready, and what fails of engine and data ends the other.
  const failed = new AbortController();
  const preparing = AbortSignal.any([signal, session.ended, failed.signal]);
  const openingEngine = phase('wait for the engine', () => {
    const making = createEngine({
      jobSource,
      prepared,
      blobs,
      seed: run.seed,
      engine: options.engine ?? (run.engine as EngineChoice),
      ranges: rangesOf(job.data, columnsOf(run)),
      firstBatches: firstBatches(run, job.accumulate),
      // The order in which a large product is summed depends on the number of threads.
      threads: run.reproducible ? 1 : options.threads,
      cacheDir: options.cacheDir,
      signal: preparing,
      warm: options.warm,
    });
    return within(Math.max(PREPARE_MS, PREPARE_STEPS * run.stepDeadlineMs), MAKING_READY, making);
  }).then((engine) => {
    closers.push(() => engine.close());
    return engine;
  });
  const { augment = [] } = job;
  const augmenter =
    augment.length > 0
      ? new ThreadAugmenter({ jobSource, prepared, seed: run.seed }, augment, options.threads)
      : undefined;
  closers.push(async () => augmenter?.close());
  const streams = run.dataMode === 'stream';
  const recordCache = streams ? await RecordCache.open(join(options.cacheDir, 'datasets/stream')) : undefined;
  closers.push(async () => recordCache?.close());
  const { packsDir, onStatus } = options;
  const pack = await SharedPack.open(packsDir, run.dataset ?? {}, client, onStatus, recordCache);
  closers.push(async () => pack?.close());
  // In a single epoch no record is wanted twice.
  const keepsRecords = !pack && run.epochs > 1;
  const openingFeed = phase('load the data', () =>
    openFeed({
      client: pack ?? client,
      run,
      source: job.data,
      augmentations: augmenter,
      recordCache: keepsRecords ? recordCache : undefined,
      scaleBytes: loadScaleBytes(options.cacheDir, onStatus),
      cacheDir: join(options.cacheDir, 'datasets'),
      signal: preparing,
    }),
  );
  const [engine, feed] = await both(openingEngine, openingFeed, (error) => failed.abort(error));
  const archive = new ThreadArchive();
  closers.push(() => archive.close());
  closers.push(() => session.lastFiles());
  await expectFits(engine);
  if (run.reproducible && engine.updates.some(({ rankSums }) => rankSums > 0)) {
    const hint = 'Leave out --reproducible, or synchronized batch normalization';
    throw new LockstepError('BAD_INPUT', 'a reproducible step cannot synchronize batch normalization', {
      hint,
    });
  }
  const { backend, mode, device, note } = engine.info;
  options.onStatus(`engine: ${backend} (${mode}) on ${device}${note ? `: ${note}` : ''}`);
  metrics?.ready(run.runId, options.workerId, engine.info);
  session.ready(engine, [...takePhases(), ...(engine.info.phases ?? [])]);
  const { trainer = train } = options;
  await trainer(
    {
      shape: {
        epochs: run.epochs,
        ...(run.scheduleEpochs > 0 && { scheduleEpochs: run.scheduleEpochs }),
        batchesPerEpoch: batchesPerEpoch(feed.lengthOf('train'), run.batchSize),
        updatesPerBatch: engine.updates.length,
      },
      recipe: recipeOf(job),
      source: job.data,
      classes: run.dataset?.classes ?? [],
      batchSize: run.batchSize,
      stepDeadlineMs: run.stepDeadlineMs,
      checkpointEvery: { steps: run.checkpointEverySteps, ms: run.checkpointEveryMs },
      reproducible: run.reproducible,
      wire: run.wire as WireFormat,
    },
    { engine, archive, feed, endpoint, session },
    signal,
  );
}

/** Both results. Where one is not to be had, `abort` ends the other, which is waited for. @throws the first error */
async function both<A, B>(
  one: Promise<A>,
  other: Promise<B>,
  abort: (error: unknown) => void,
): Promise<[A, B]> {
  try {
    return await Promise.all([one, other]);
  } catch (error) {
    abort(error);
    await Promise.allSettled([one, other]);
    throw error;
  }
}
