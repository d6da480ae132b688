/** One rank of a benchmark: real steps on a batch made once, without a coordinator. Talks to its parent by IPC. */
import { createHash } from 'node:crypto';
import { bundleJob } from '../../api/bundle.ts';
import type { Batch } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { loadJob } from '../../api/load.ts';
import { median } from '../../base/median.ts';
import { allReduce } from '../../collectives/index.ts';
import { listen } from '../../collectives/transport/endpoint.ts';
import { loadMemoryMaker } from '../../collectives/transport/host-memory.ts';
import { hostIdentity } from '../../collectives/transport/hosts.ts';
import { NativeExchange } from '../../collectives/transport/native.ts';
import type { WireFormat } from '../../collectives/transport/schedule.ts';
import { withSharedMemory } from '../../collectives/transport/shared.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { HeldBatch } from '../../datasets/batch-pool.ts';
import { evenRange, type Share } from '../../datasets/sampling.ts';
import type { Engine } from '../../engine/engine.ts';
import { createEngine } from '../../engine/index.ts';
import { addonPath, bestRuntime, type Runtime } from '../../engine/runtime/layout.ts';
import { readCertificates } from '../../net/certificates.ts';
import { NO_PREPARATION } from '../../proto/preparation.ts';
import { localArchive } from '../../worker/checkpoint/archive.ts';
import { INITIAL_STATE, positionOf } from '../../worker/checkpoint/training-state.ts';
import type { RankContext } from '../../worker/trainer/context.ts';
import { recipeOf } from '../../worker/trainer/recipe.ts';
import { runStep } from '../../worker/trainer/step.ts';
import { cacheDir } from '../flags.ts';
import { randomBatch } from './random-batch.ts';
import { type Samples, sampleBatches } from './sample-batches.ts';

export interface RankTask {
  /** A job's name, or `all-reduce`. */
  readonly what: string;
  /** Samples of the global batch, or bytes to sum. */
  readonly size: number;
  readonly steps: number;
  /** `messages`: TCP without the native exchange, and TLS by Node. */
  readonly transport: 'auto' | 'tcp' | 'messages';
  readonly world: number;
  /** Ranks that share a host, as they are made to believe; left out, all of this machine do. */
  readonly ranksPerHost?: number;
  /** Folder of a worker's certificates: links are in TLS. Left out, they are in the clear. */
  readonly tls?: string | undefined;
  /** Address to listen on. */
  readonly host: string;
  readonly reproducible: boolean;
  /** Left out: float32. */
  readonly wire?: WireFormat;
  /** Measures too when each slice of the gradient is there, and how full it is. */
  readonly slices?: boolean;
  /** Steps go through samples of the job's own data; left out, all have one random batch. */
  readonly samples?: boolean;
}

interface Start {
  readonly rank: number;
  readonly addresses: readonly string[];
}

/** How full a gradient is, by several batches. */
export interface Fullness {
  /** By c: the share of the numbers that are not zero in the gradients of c of the batches; from c = 0 to all of them. */
  readonly filled: readonly number[];
  /** Samples of each batch. */
  readonly samples: number;
}

/** A slice of the gradient, and when it is there: a share of the time of the whole gradient. */
export interface SliceTime {
  readonly bytes: number;
  readonly at: number;
  readonly fullness: Fullness;
}

const task = JSON.parse(process.argv[2]!) as RankTask;
const signal = new AbortController().signal;
/** Of a job's own samples, which steps take in turns. */
const BATCHES = 16;
const warm = Math.max(3, Math.floor(task.steps / 5));

const runtime = bestRuntime(cacheDir());
const native =
  task.transport !== 'messages' && runtime
    ? NativeExchange.load(addonPath(runtime.folder, 'exchange'))
    : undefined;
const tls = task.tls === undefined ? undefined : readCertificates(task.tls, 'worker', Date.now());
const secure = tls && native?.secure(tls);
const tcp = await listen('tcp', { host: task.host, port: 0, native, tls, secure });
process.on('message', async ({ rank, addresses }: Start) => {
  const endpoint = task.transport === 'auto' && runtime ? withSharedMemory(tcp, offer(runtime, rank)) : tcp;
  const members = addresses.map((address, r) => ({ workerId: `rank-${r}`, rank: r, address }));
  const key = Buffer.alloc(32, 7);
  const transport = await endpoint.connect({ runId: 'bench', generation: 1, rank, members, key }, signal);
  const result = task.what === 'all-reduce' ? await timeAllReduce(transport) : await timeSteps(transport);
  process.send!(result, () => process.exit(0));
});
process.send!({ address: tcp.address });

function offer({ folder }: Runtime, rank: number) {
  const host = createHash('sha256').update(hostIdentity());
  if (task.ranksPerHost !== undefined) host.update(String(Math.floor(rank / task.ranksPerHost)));
  return { maker: loadMemoryMaker(addonPath(folder, 'shared')), host: host.digest() };
}

async function timeAllReduce(transport: Transport) {
  const numbers = new Float32Array(new SharedArrayBuffer(task.size)).fill(1e-3);
  const seconds: number[] = [];
  let processorMs = 0;
  for (let step = 0; step < warm + task.steps; step++) {
    const before = process.cpuUsage();
    const start = performance.now();
    await allReduce(transport, numbers, { step, bucket: 0 }, signal, task.wire);
    seconds.push((performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(before);
    if (step >= warm) processorMs += (user + system) / 1000 / task.steps;
    numbers.fill(1e-3);
  }
  return { seconds: seconds.slice(warm), processorMs };
}

async function timeSteps(transport: Transport) {
  const { source, blobs } = await bundleJob(task.what);
  const job = loadJob(source);
  const { rank, worldSize } = transport;
  const share = { first: rank, end: rank + 1, of: worldSize };
  const { batches, ranges }: Partial<Samples> & Pick<Samples, 'batches'> = task.samples
    ? await sampleBatches(job, task.size, share, BATCHES, signal)
    : { batches: [randomShare(job, task.size, share)] };
  const engine = await createEngine({
    jobSource: source,
    ranges,
    blobs,
    seed: job.seed,
    engine: 'auto',
    threads: 1,
    cacheDir: cacheDir(),
    signal,
  });
  const held = (index: number) => new HeldBatch(batches[index % batches.length]!, () => {});
  const context: RankContext = {
    engine,
    archive: localArchive,
    transport,
    feed: {
      takePreparation: () => NO_PREPARATION,
      lengthOf: (split) => (split === 'train' ? 1_000_000 * task.size : 0),
      trainBatch: async (_, index) => held(index),
      heldOutBatch: async (_, start) => held(start),
    },
    shape: { epochs: 1, batchesPerEpoch: 1_000_000, updatesPerBatch: engine.updates.length },
    recipe: recipeOf(job),
    source: job.data,
    classes: [],
    batchSize: task.size,
    reproducible: task.reproducible,
    wire: task.wire ?? 'float32',
    stepDeadlineMs: Number.POSITIVE_INFINITY,
    checkpointEvery: { steps: 0, ms: 0 },
  };
  const seconds: number[] = [];
  const sent: number[] = [];
  const phases: Record<string, number[]> = { compute: [], hidden: [], reduce: [], apply: [] };
  for (let step = 0; step < warm + task.steps; step++) {
    const start = performance.now();
    const state = { ...INITIAL_STATE, committedSteps: step };
    const record = await runStep(context, state, positionOf(step, context.shape), signal);
    seconds.push((performance.now() - start) / 1000);
    sent.push(record.sentBytes);
    phases.compute!.push(record.computeMs);
    phases.hidden!.push(record.hiddenMs);
    phases.reduce!.push(record.reduceMs);
    phases.apply!.push(record.applyMs);
  }
  const memoryBytes = 1024 * process.resourceUsage().maxRSS;
  const medians = Object.fromEntries(
    Object.entries(phases).map(([name, ms]) => [name, median(ms.slice(warm))]),
  );
  const bufferBytes = engine.flat(0, 0).byteLength;
  const sentBytes = median(sent.slice(warm));
  const slices = task.slices ? await timeSlices(engine, batches) : undefined;
  return { seconds: seconds.slice(warm), phases: medians, memoryBytes, bufferBytes, sentBytes, slices };
}

function randomShare({ data }: Job, size: number, { first, of }: Share): Batch {
  const { start, end } = evenRange(size, first, of);
  const words = data.loader.kind === 'imdb' ? data.loader.numWords : 4;
  return randomBatch(data, end - start, { seed: 1, words });
}

/** In the order in which the slices are summed. */
async function timeSlices(engine: Engine, batches: readonly Batch[]): Promise<SliceTime[]> {
  const { slices, gradients } = engine.updates[0]!;
  const shares = slices.map((): number[] => []);
  /** In how many of the batches each number was not zero. */
  const counts = new Uint8Array(gradients);
  const gradient = engine.flat(0, 0);
  for (const [step, batch] of batches.entries()) {
    const times = new Map<number, number>();
    const start = performance.now();
    const request = { update: 0, parity: 0, batch, weight: 1, place: { step, first: 0 } };
    await engine.compute(request, undefined, (slice) => times.set(slice, performance.now() - start));
    const whole = performance.now() - start;
    for (const [slice, list] of shares.entries()) list.push((times.get(slice) ?? whole) / whole);
    for (let i = 0; i < gradients; i++) if (gradient[i] !== 0) counts[i]!++;
  }
  return slices.map(({ start, end }, slice) => {
    const filled = new Array<number>(batches.length + 1).fill(0);
    for (const count of counts.subarray(start, end)) filled[count]! += 1 / (end - start);
    return {
      bytes: Float32Array.BYTES_PER_ELEMENT * (end - start),
      at: median(shares[slice]!),
      fullness: { filled, samples: batches[0]!.size },
    };
  });
}
