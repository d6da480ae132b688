/** A job trained by one rank in this process, on tfjs's own `cpu`: what a user's first run would do, in milliseconds. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleJob } from '../../api/bundle.ts';
import type { DataSource, Dataset } from '../../api/data.ts';
import { loadJob } from '../../api/load.ts';
import { rangeOf } from '../../api/ranges.ts';
import { splitOf } from '../../datasets/decode.ts';
import { makeEncoder } from '../../datasets/encode.ts';
import { rangesOf } from '../../datasets/features.ts';
import { loadJobData } from '../../datasets/load.ts';
import type { Records } from '../../datasets/records.ts';
import { batchesPerEpoch, EVALUATION_BATCH, epochOrder, positionsOf } from '../../datasets/sampling.ts';
import type { EngineState } from '../../engine/engine.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { NO_PREPARATION } from '../../proto/preparation.ts';
import type { SealedFile } from '../../worker/checkpoint/archive.ts';
import { localArchive } from '../../worker/checkpoint/archive.ts';
import { decodeCheckpoint } from '../../worker/checkpoint/checkpoint.ts';
import type { TrainingState } from '../../worker/checkpoint/training-state.ts';
import type { EpochEnd, Feed, GenerationPlan, Session } from '../../worker/trainer/ports.ts';
import { recipeOf } from '../../worker/trainer/recipe.ts';
import { train } from '../../worker/trainer/train.ts';
import { MemoryTransport } from './memory-transport.ts';

export interface Rehearsed {
  /** Logs of each epoch. */
  readonly epochs: readonly Readonly<Record<string, number>>[];
  readonly state: TrainingState;
  /** Weights at the end, and in each checkpoint by its path. */
  readonly weights: Weights;
  readonly checkpoints: Readonly<Record<string, Weights>>;
}
type Weights = readonly (readonly number[])[];

const weightsIn = ({ tensors }: EngineState): Weights =>
  tensors.filter(({ kind }) => kind === 'weight').map(({ values }) => [...values]);

/** @param dataDir as `--data-dir` @throws whatever `lockstep train` would end with */
export async function rehearse(source: string, dataDir?: string): Promise<Rehearsed> {
  const bundle = await bundled(source);
  const { job, dataset, prepared } = await dataOf(bundle, dataDir);
  const { data, batchSize, epochs, seed } = job;
  const columns = [dataset.train, dataset.test].flatMap((split) => split.columns);
  const ranges = rangesOf(
    data,
    columns.map(({ name, values }) => ({ name, ...rangeOf(values) })),
  );
  const engine = await LocalEngine.create({ jobSource: bundle, prepared, seed, backend: 'cpu', ranges });
  const run = new Notes();
  try {
    const feed = feedOf(data, dataset, batchSize, seed);
    const endpoint = {
      address: 'here',
      connect: async () => MemoryTransport.mesh(1)[0]!,
      close: async () => {},
    };
    const shape = {
      epochs,
      batchesPerEpoch: batchesPerEpoch(feed.lengthOf('train'), batchSize),
      updatesPerBatch: engine.updates.length,
    };
    const options = {
      shape,
      recipe: recipeOf(job),
      source: data,
      classes: [],
      batchSize,
      reproducible: false,
      wire: 'float32' as const,
      stepDeadlineMs: 60_000,
      checkpointEvery: { steps: 0, ms: 0 },
    };
    const parts = { engine, archive: localArchive, feed, endpoint, session: run };
    await train(options, parts, new AbortController().signal);
    return {
      epochs: run.epochs,
      state: run.state!,
      weights: weightsIn(await engine.readState()),
      checkpoints: await run.checkpoints(),
    };
  } finally {
    await engine.close();
  }
}

/** The job and its data, all of it in memory. */
async function dataOf(bundle: string, dataDir: string | undefined) {
  const cacheDir = mkdtempSync(join(tmpdir(), 'lockstep-cache-'));
  const context = { ...(dataDir !== undefined && { dataDir }), cacheDir, allowDownload: false };
  const { job, dataset, prepared } = await loadJobData(loadJob(bundle), context);
  try {
    const whole = (records: Records) => splitOf(records, [...Array(records.info.length).keys()]);
    const [train, test] = [await whole(dataset.train), await whole(dataset.test)];
    const validation = dataset.validation && (await whole(dataset.validation));
    return { job, prepared, dataset: { ...dataset, train, validation, test } };
  } finally {
    await dataset.close();
    rmSync(cacheDir, { recursive: true });
  }
}

/** The bundle of a job that is given as text. */
export async function bundled(source: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-job-'));
  try {
    writeFileSync(join(folder, 'job.ts'), source);
    return (await bundleJob(join(folder, 'job.ts'))).source;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function feedOf(source: DataSource, dataset: Dataset, batchSize: number, seed: number): Feed {
  const { train } = dataset;
  const encode = makeEncoder(source, train.columns, batchSize);
  const encodeHeldOut = makeEncoder(source, dataset.test.columns, EVALUATION_BATCH);
  return {
    takePreparation: () => NO_PREPARATION,
    lengthOf: (split) => dataset[split]?.length ?? 0,
    async trainBatch(epoch, batchIndex, share) {
      const { start, end } = positionsOf(batchIndex, batchSize, train.length, share);
      return encode(train, epochOrder(seed, epoch, train.length).slice(start, end));
    },
    async heldOutBatch(split, start, end) {
      return encodeHeldOut(
        dataset[split]!,
        Array.from({ length: end - start }, (_, i) => start + i),
      );
    },
  };
}

/** A coordinator that has one worker and writes down what that reports. */
class Notes implements Session {
  readonly epochs: Readonly<Record<string, number>>[] = [];
  state: TrainingState | undefined;
  readonly #over = new AbortController();
  readonly #kept: [path: string, make: () => Promise<SealedFile>][] = [];
  #begun = false;

  async nextGeneration(): Promise<GenerationPlan | undefined> {
    if (this.#begun) return undefined;
    this.#begun = true;
    const members = [{ rank: 0, workerId: 'worker-0', address: 'here' }];
    const { signal } = this.#over;
    return {
      generation: 1,
      rank: 0,
      members,
      nextStep: 0,
      sourceRank: 0,
      signal,
    } as unknown as GenerationPlan;
  }

  epochEnded(_: GenerationPlan, epoch: number, { logs }: EpochEnd): void {
    this.epochs[epoch] = logs;
  }

  finished(_: GenerationPlan, state: TrainingState): void {
    this.state = state;
    this.#over.abort();
  }

  keep(path: string, make: () => Promise<SealedFile>): void {
    this.#kept.push([path, make]);
  }

  async checkpoints(): Promise<Record<string, Weights>> {
    const kept = this.#kept.filter(([path]) => path.endsWith('.safetensors'));
    const weights = await Promise.all(
      kept.map(
        async ([path, make]) => [path, weightsIn(decodeCheckpoint((await make()).pieces).engine)] as const,
      ),
    );
    return Object.fromEntries(weights);
  }

  stepCommitted(): void {}
  suspect(): void {}
  interrupted(): void {}
  async leave(): Promise<void> {}
  async kept(): Promise<void> {}
  async upload(): Promise<void> {}
  async download(path: string): Promise<never> {
    throw new Error(`there is no ${path}`);
  }
}
