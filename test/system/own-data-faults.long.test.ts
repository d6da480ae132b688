/**
 * A user's own data, real processes, real kills: from each kind of source and in both data modes, each sample counts
 * exactly once an epoch, and the weights are those of one undisturbed worker, to the last bit.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sfc32 } from '../../base/random.ts';
import { countedWrong } from '../faults/exactly-once.ts';
import { Cluster } from '../support/cluster.ts';
import { readEvents, readJson, run, temporaryFolder } from '../support/lockstep.ts';
import { s3Server } from '../support/s3-server.ts';

const [EPOCHS, BATCH, SEED] = [3, 16, 5];
const SHAPE = ['--epochs', `${EPOCHS}`, '--batch-size', `${BATCH}`, '--seed', `${SEED}`, '--reproducible'];
const KINDS = ['a', 'b', 'c'];

const rowsOf = (samples: number) => {
  const random = sfc32(1, 2);
  return Array.from({ length: samples }, (_, i) => ({ x: random(), z: random(), y: KINDS[i % 3]! }));
};

/** How a source is written, and how a job names it. */
const SOURCES: Record<string, { data: string; write: (folder: string, samples: number) => Promise<void> }> = {
  csv: {
    data: "csv('t.csv', { target: 'y' })",
    async write(folder, samples) {
      const lines = rowsOf(samples).map(({ x, z, y }) => `${x},${z},${y}`);
      writeFileSync(join(folder, 't.csv'), ['x,z,y', ...lines].join('\n'));
    },
  },
  parquet: {
    data: "parquet('t-*.parquet', { target: 'y' })",
    async write(folder, samples) {
      const rows = rowsOf(samples);
      const half = samples >> 1;
      for (const [i, part] of [rows.slice(0, half), rows.slice(half)].entries()) {
        const columns = (['x', 'z', 'y'] as const).map((name) => ({
          name,
          data: part.map((row) => row[name]),
        }));
        writeFileSync(
          join(folder, `t-${i}.parquet`),
          new Uint8Array(parquetWriteBuffer({ columnData: columns as never })),
        );
      }
    },
  },
  images: {
    data: "images('.', { size: [4, 4] })",
    async write(folder, samples) {
      const random = sfc32(3, 4);
      for (let i = 0; i < samples; i++) {
        const kind = join(folder, KINDS[i % 3]!);
        mkdirSync(kind, { recursive: true });
        const [r, g, b] = [random, random, random].map((draw) => Math.floor(256 * draw()));
        const picture = sharp({
          create: { width: 9, height: 7, channels: 3, background: { r: r!, g: g!, b: b! } },
        });
        writeFileSync(join(kind, `${i}.jpg`), await picture.jpeg().toBuffer());
      }
    },
  },
  records: {
    data: `records(async function* () {
      for (let i = 0; i < SAMPLES; i++) yield { x: [Math.sin(i), Math.cos(i)], y: 'abc'[i % 3] };
    })`,
    async write() {},
  },
};

/** So small a model that a step is all but free, at a pace at which a test can strike in the middle of a run. */
const jobOf = (data: string, samples: number, told: string) => `
  import { writeFileSync } from 'node:fs';
  import { csv, defineJob, images, parquet, records } from 'lockstep';
  const SAMPLES = ${samples};
  const clock = new Int32Array(new SharedArrayBuffer(4));
  const paceMs = Number(process.env.LOCKSTEP_TEST_PACE_MS ?? 0);
  const pace = { name: 'pace', initial: 0, onStep(steps) {
    Atomics.wait(clock, 0, 0, paceMs);
    writeFileSync(${JSON.stringify(told)}, String(steps));
    return { state: steps + 1 };
  } };
  export default defineJob({
    name: 'own', data: ${data}, batchSize: 16, epochs: 3, loss: 'categoricalCrossentropy', callbacks: [pace],
    model: (tf, data) => tf.sequential({ layers: [
      tf.layers.reshape({ inputShape: data.inputs[0].shape, targetShape: [data.inputs[0].shape.reduce((a, b) => a * b)] }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ] }),
    optimizer: (tf) => tf.train.adam(0.01),
  });`;

test.each([
  { source: 'csv', samples: 1_000, mode: 'replicate', workers: 3, dies: 'a worker' },
  { source: 'csv', samples: 1_003, mode: 'stream', workers: 2, dies: 'the coordinator' },
  { source: 'images', samples: 600, mode: 'stream', workers: 3, dies: 'a worker' },
  { source: 'images', samples: 605, mode: 'replicate', workers: 2, dies: 'the coordinator' },
  { source: 'parquet', samples: 1_001, mode: 'stream', workers: 2, dies: 'a worker' },
  { source: 'records', samples: 999, mode: 'stream', workers: 2, dies: 'the coordinator' },
  { source: 'images', samples: 601, mode: 'shared', workers: 2, dies: 'the coordinator' },
  { source: 'csv', samples: 1_002, mode: 's3', workers: 3, dies: 'a worker' },
] as const)('$source, $samples samples, $mode, $workers workers: $dies is killed', async (row) => {
  const { source, samples, mode, workers, dies } = row;
  const folder = temporaryFolder();
  const job = join(folder, 'job.ts');
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const { data, write } = SOURCES[source]!;
  await write(dataDir, samples);
  const told = join(folder, 'told');
  writeFileSync(job, jobOf(data, samples, told));
  const calm = join(folder, 'calm');
  const args = ['train', job, '--workers', '1', '--data-dir', dataDir, '--run-dir', calm, ...SHAPE];
  const { code, stdout, stderr } = await run(args);
  expect(code, stdout + stderr).toBe(0);

  // Workers then read the coordinator's packs themselves.
  const isShared = mode === 'shared' || mode === 's3';
  const server = mode === 's3' ? await s3Server() : undefined;
  for (const [name, value] of Object.entries(server?.env ?? {})) vi.stubEnv(name, value);
  if (isShared) vi.stubEnv('LOCKSTEP_PACKS', server ? 's3://bucket/packs' : join(folder, 'packs'));
  onTestFinished(() => void vi.unstubAllEnvs());
  let reads = 0;
  if (server) server.cuts = () => ++reads % 5 === 0;
  writeFileSync(told, '0');
  const dataMode = ['--data-mode', isShared ? 'stream' : mode];
  const cluster = await Cluster.start(workers, dataMode, job, { dataDir, shape: SHAPE });
  await cluster.reaches(20);
  if (dies === 'a worker') cluster.kill('worker-1', 'SIGKILL');
  else {
    cluster.coordinator.child.kill('SIGKILL');
    await cluster.coordinator.finished;
    // What is fetched ahead ends with the second epoch: the third one's records come from where they are shared.
    const alone = 2.5 * Math.floor((0.8 * samples) / BATCH);
    if (isShared) await vi.waitUntil(() => Number(readFileSync(told, 'utf8')) > alone, 120_000);
    await cluster.lead(workers);
  }
  const summary = await cluster.ends();
  expect(summary.weightsSha256).toBe(readJson(calm, 'summary.json').weightsSha256);
  if (isShared) expect(await saidBy(cluster)).not.toMatch(/the coordinator sends the records/);
  if (server) expect(reads).toBeGreaterThan(0);
  const trained = samples - Math.round(0.2 * samples);
  const sampling = { seed: SEED, samples: trained, batchSize: BATCH, epochs: EPOCHS, allTold: false };
  expect(countedWrong(readEvents(cluster.runDir), sampling)).toEqual([]);
});

/** What all workers have said until they ended. */
async function saidBy({ workers }: Cluster): Promise<string> {
  const ended = await Promise.all([...workers.values()].map(({ finished }) => finished));
  return ended.map(({ stdout, stderr }) => stdout + stderr).join('\n');
}
