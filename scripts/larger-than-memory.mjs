/**
 * Trains on a made-up set of so many GB with one worker, for so many steps, and prints the most memory that coordinator
 * and worker had, and the part of the steps' time that went by in waiting for data.
 *
 *   node scripts/larger-than-memory.mjs <GB> <steps>      (Linux; the disk must have room for the set)
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const [HEIGHT, WIDTH, BATCH] = [128, 256, 8];
const [gigabytes = 8, steps = 500] = process.argv.slice(2).map(Number);
const samples = Math.ceil((gigabytes * 1e9) / (HEIGHT * WIDTH));

const job = `
import { defineJob, records } from 'lockstep';
const SIZE = ${HEIGHT * WIDTH};
export default defineJob({
  name: 'larger-than-memory', batchSize: ${BATCH}, epochs: 1, loss: 'categoricalCrossentropy',
  data: records(async function* () {
    const noise = Uint8Array.from({ length: 2 * SIZE }, (_, i) => (i * 2654435761) >>> 24);
    for (let i = 0; i < ${samples}; i++) yield { x: noise.subarray(i % SIZE, (i % SIZE) + SIZE), y: i % 10 };
  }, { test: 0, task: 'classification' }),
  model: (tf) => tf.sequential({ layers: [
    tf.layers.reshape({ inputShape: [SIZE], targetShape: [${HEIGHT}, ${WIDTH}, 1] }),
    tf.layers.conv2d({ filters: 16, kernelSize: 5, strides: 2, activation: 'relu' }),
    tf.layers.conv2d({ filters: 32, kernelSize: 5, strides: 2, activation: 'relu' }),
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ] }),
  optimizer: (tf) => tf.train.sgd(1e-4),
});`;

/** The most memory of a process so far, in MB: all of it, and without the files that it maps. */
function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { most: megabytes('VmHWM'), mapped: megabytes('RssFile') };
}

const stepsIn = (runDir) => {
  const lines = readFileSync(join(runDir, 'events.jsonl'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'step');
};

const folder = mkdtempSync(join(tmpdir(), 'lockstep-large-'));
writeFileSync(join(folder, 'job.ts'), job);
const runDir = join(folder, 'run');
const args = [
  MAIN,
  'train',
  join(folder, 'job.ts'),
  '--workers',
  '1',
  '--data-mode',
  'stream',
  '--run-dir',
  runDir,
];
const train = spawn(process.execPath, args, { stdio: 'inherit' });
try {
  let memory = {};
  let done = [];
  while (train.exitCode === null && done.length < steps) {
    await delay(1_000);
    const children = readFileSync(`/proc/${train.pid}/task/${train.pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean);
    const worker = children.find((pid) => /\bworker\b/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')));
    memory = { coordinator: memoryOf(train.pid), ...(worker && { worker: memoryOf(worker) }) };
    done = readdirSync(folder).includes('run') && worker ? stepsIn(runDir) : [];
  }
  const sum = (key) => done.reduce((total, { phases }) => total + phases[key], 0);
  const all = ['data', 'compute', 'reduce', 'apply'].reduce((total, key) => total + sum(key), 0);
  const waiting = ((100 * sum('data')) / all).toFixed(2);
  console.log(
    `\n${samples} samples, ${gigabytes} GB; ${done.length} steps, ${waiting} % of their time waiting for data`,
  );
  for (const [name, { most, mapped }] of Object.entries(memory)) {
    console.log(`${name}: ${most} MB at most, of them ${mapped} MB mapped files (TensorFlow's libraries)`);
  }
} finally {
  train.kill('SIGINT');
  await new Promise((resolve) => (train.exitCode === null ? train.once('exit', resolve) : resolve()));
  rmSync(folder, { recursive: true, force: true });
}
