/** A whole run in one process: the real coordinator on a real disk, gRPC, and a worker whose engine only counts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callbacks } from '../../../api/callbacks.ts';
import type { LockstepError } from '../../../base/errors.ts';
import { startRun } from '../../../coordinator/start.ts';
import type { RunEvent, RunSummary } from '../../../proto/events.ts';
import { localArchive } from '../../../worker/checkpoint/archive.ts';
import { introduce } from '../../../worker/introduce.ts';
import { CoordinatorClient } from '../../../worker/session/client.ts';
import { GrpcSession } from '../../../worker/session/session.ts';
import { recipeOf } from '../../../worker/trainer/recipe.ts';
import { train } from '../../../worker/trainer/train.ts';
import { ExactEngine, SAMPLES } from '../../simulation/engine.ts';
import { BATCH_SIZE, numberFeed, numbers } from '../../simulation/feed.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';

const TOKEN = 'a-token-for-tests-0123456789';
const EPOCHS = 3;
const SEED = 1;
const BATCHES = Math.ceil(SAMPLES / BATCH_SIZE);
export const STEPS = EPOCHS * BATCHES;

export interface Outcome {
  readonly events: readonly RunEvent[];
  /** Of a run that came to its end. */
  readonly summary: RunSummary | undefined;
  /** What start, run and end failed with, in this order; undefined where they did not. */
  readonly errors: { start?: LockstepError; run?: LockstepError; end?: LockstepError };
}

/** A run from its beginning, or from where the folder's run ended, to its end. */
export async function runOnce(folder: string, resume = false): Promise<Outcome> {
  const events: RunEvent[] = [];
  const errors: Outcome['errors'] = {};
  let summary: RunSummary | undefined;
  const run = await startRun({
    job: jobIn(folder),
    host: '127.0.0.1',
    port: 0,
    token: TOKEN,
    runDir: join(folder, 'run'),
    resume: resume ? 'dead' : undefined,
    run: { startWorkers: 1, epochs: EPOCHS, heartbeatMs: 100 },
    load: { cacheDir: folder, allowDownload: false },
    listeners: [(event) => events.push(event)],
    trace: true,
    tensorboard: true,
  }).catch((error) => {
    errors.start = error;
  });
  if (!run) return { events, summary, errors };
  const worker = work(run.server.port).catch(() => undefined);
  try {
    summary = await run.coordinator.done;
  } catch (error) {
    errors.run = error as LockstepError;
  }
  await Promise.all([worker, run.close().catch((error) => (errors.end = error))]);
  return { events, summary, errors };
}

function jobIn(folder: string): string {
  const path = join(folder, 'job.ts');
  const column = (length: number) =>
    `{ length: ${length}, columns: [{ name: 'x', type: 'int32', shape: [], values: new Int32Array(${length}) }] }`;
  writeFileSync(
    path,
    `import { callbacks, defineJob } from 'lockstep';
    export default defineJob({
      name: 'counted', batchSize: ${BATCH_SIZE}, epochs: ${EPOCHS}, loss: 'meanSquaredError',
      data: { name: 'd', inputs: [{ name: 'x', column: 'x', shape: [1], encoding: { kind: 'ids' } }],
        targets: [{ name: 'y', column: 'x', shape: [1], encoding: { kind: 'scale', scale: 1 } }],
        loader: { kind: 'custom', load: async () => ({ name: 'd', provenance: 'made', substitute: false,
          train: ${column(numbers().train.info.length)}, test: ${column(numbers().test.info.length)} }) } },
      callbacks: [callbacks.csvLogger()],
      model: () => { throw new Error('nobody asks for it'); }, optimizer: () => { throw new Error('nor for this'); },
    });`,
  );
  return path;
}

async function work(port: number): Promise<void> {
  const client = new CoordinatorClient(`127.0.0.1:${port}`, TOKEN);
  const { run, again } = await introduce(client, { workerId: 'w', joinDeadlineMs: 60_000 });
  const session = new GrpcSession(client, {
    runId: run.runId,
    workerId: 'w',
    peerAddress: 'here',
    heartbeatMs: run.heartbeatMs,
    register: again,
    onStep: () => {},
  });
  const engine = new ExactEngine({ updates: 1, poison: undefined, work: async () => {}, onChange: () => {} });
  const endpoint = {
    address: 'here',
    connect: async () => MemoryTransport.mesh(1)[0]!,
    close: async () => {},
  };
  const job = { callbacks: [callbacks.modelCheckpoint({ bestOnly: false })] };
  try {
    session.ready(engine);
    await train(
      {
        shape: { epochs: EPOCHS, batchesPerEpoch: BATCHES, updatesPerBatch: 1 },
        recipe: recipeOf(job as unknown as Parameters<typeof recipeOf>[0]),
        source: {
          name: 'numbers',
          inputs: [],
          targets: [],
          loader: { kind: 'custom', load: () => Promise.reject(new Error('there is no file')) },
        },
        classes: [],
        batchSize: BATCH_SIZE,
        stepDeadlineMs: 60_000,
        checkpointEvery: { steps: 0, ms: 0 },
        reproducible: false,
        wire: 'float32',
      },
      { engine, archive: localArchive, feed: numberFeed(SEED), endpoint, session },
      new AbortController().signal,
    );
  } catch (error) {
    session.failed(error as LockstepError);
    throw error;
  } finally {
    await session.lastFiles();
    await session.close();
    client.close();
  }
}
