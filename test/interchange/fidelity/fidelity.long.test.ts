/**
 * Lockstep beside the real Keras: the same initial weights, made by Keras, and the same batches give the same
 * losses, whatever the number of workers. Results: docs/fidelity.md.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Feature } from '../../../api/data.ts';
import { imdb, mnist } from '../../../api/index.ts';
import { cacheDir } from '../../../cli/flags.ts';
import { makeEncoder } from '../../../datasets/encode.ts';
import { loadDataset } from '../../../datasets/load.ts';
import { epochOrder } from '../../../datasets/sampling.ts';
import { keras, pip } from '../../support/keras.ts';
import type { Backend } from '../../support/keras-python.ts';
import { readEvents, run, temporaryFolder } from '../../support/lockstep.ts';

const STEPS = 200;
const SEED = 1;
const BOUND = 1e-3;
/** Nearly 0.999, with 1 - beta2 a number of float32: rounding it is not what is compared (docs/fidelity.md). */
const BETA2 = 1 - 2 ** -10;
const script = fileURLToPath(new URL('keras_curve.py', import.meta.url));

interface Case {
  readonly name: string;
  readonly model: 'mlp' | 'cnn' | 'normalized' | 'lstm';
  readonly activation: 'relu' | 'tanh';
  readonly batchSize: number;
  readonly optimizer: 'rmsprop' | 'adam';
  readonly loss: string;
  /** Steps that are held to the bound; all where it is left out. */
  readonly held?: number;
  /** What Keras runs on. */
  readonly backend: Backend;
}

const classes = { loss: 'categoricalCrossentropy', backend: 'tensorflow' } as const;
const CASES: readonly Case[] = [
  { name: 'MLP', model: 'mlp', activation: 'relu', batchSize: 128, optimizer: 'rmsprop', ...classes },
  { name: 'MLP, tanh', model: 'mlp', activation: 'tanh', batchSize: 128, optimizer: 'rmsprop', ...classes },
  { name: 'CNN', model: 'cnn', activation: 'relu', batchSize: 32, optimizer: 'adam', ...classes },
  { name: 'CNN, tanh', model: 'cnn', activation: 'tanh', batchSize: 32, optimizer: 'adam', ...classes },
  {
    name: 'CNN, norm',
    model: 'normalized',
    activation: 'tanh',
    batchSize: 64,
    optimizer: 'rmsprop',
    ...classes,
  },
  {
    name: 'LSTM',
    model: 'lstm',
    activation: 'tanh',
    batchSize: 32,
    optimizer: 'adam',
    loss: 'binaryCrossentropy',
    // Later, gates that open magnify rounding: Keras parts from itself too, some times less (docs/fidelity.md).
    held: 100,
    // On TensorFlow, Keras squares the gradient of an embedding before it has summed it (docs/fidelity.md).
    backend: 'jax',
  },
];

const SOURCES = { mlp: mnist({ flatten: true }), cnn: mnist(), normalized: mnist(), lstm: imdb() };

/** Writes the samples of all steps, their order, the initial model, and a job that trains it. */
async function prepare(folder: string, { model, activation, batchSize, optimizer, loss }: Case) {
  const source = SOURCES[model];
  const { train } = await loadDataset(source, {
    dataDir: process.env.LOCKSTEP_DATA_DIR || undefined,
    cacheDir: join(cacheDir(), 'datasets'),
    allowDownload: false,
  });
  const samples = STEPS * batchSize;
  const records = Array.from({ length: samples }, (_, i) => i % train.length);
  const { inputs, targets } = makeEncoder(source, train.columns, samples)(train, records).batch;
  writeFileSync(join(folder, 'inputs.bin'), inputs[0]!);
  writeFileSync(join(folder, 'targets.bin'), targets[0]!);
  writeFileSync(join(folder, 'order.bin'), epochOrder(SEED, 0, samples).slice(0, samples));
  await keras(script, ['make', folder, JSON.stringify({ model, activation, seed: SEED })]);
  const [input, target] = [source.inputs[0]!, source.targets[0]!];
  const kind = input.encoding.kind === 'ids' ? 'int32' : 'float32';
  const plain = ({ name, shape }: Feature, type: string) => ({
    name,
    column: name,
    shape,
    encoding: type === 'int32' ? { kind: 'ids' } : { kind: 'scale', scale: 1 },
  });
  writeFileSync(
    join(folder, 'job.mjs'),
    `import { readFileSync } from 'node:fs';
     import { defineJob } from 'lockstep';
     import model from './model.keras';
     const column = (name, type, shape, file, Numbers) => {
       const bytes = new Uint8Array(readFileSync(${JSON.stringify(folder)} + '/' + file));
       return { name, type, shape, values: new Numbers(bytes.buffer) };
     };
     const load = async () => {
       const columns = [
         column('${input.name}', '${kind}', ${JSON.stringify(input.shape)}, 'inputs.bin', ${kind === 'int32' ? 'Int32Array' : 'Float32Array'}),
         column('${target.name}', 'float32', ${JSON.stringify(target.shape)}, 'targets.bin', Float32Array),
       ];
       const train = { length: ${samples}, columns };
       const test = { length: 0, columns: columns.map((one) => ({ ...one, values: one.values.slice(0, 0) })) };
       return { name: 'fidelity', provenance: 'the batches of the comparison', substitute: false, train, test };
     };
     export default defineJob({
       name: 'fidelity',
       data: {
         name: 'fidelity', loader: { kind: 'custom', load },
         inputs: [${JSON.stringify(plain(input, kind))}], targets: [${JSON.stringify(plain(target, 'float32'))}],
       },
       model,
       optimizer: (tf) => tf.train.${optimizer === 'adam' ? `adam(0.001, 0.9, ${BETA2})` : 'rmsprop(0.001)'},
       loss: '${loss}', batchSize: ${batchSize}, epochs: 1, seed: ${SEED},
     });`,
  );
  return { shape: input.shape, kind };
}

async function ours(folder: string, workers: number): Promise<number[]> {
  const runDir = join(folder, `run-${workers}`);
  const job = join(folder, 'job.mjs');
  const { code, stdout, stderr } = await run(['train', job, '--workers', `${workers}`, '--run-dir', runDir]);
  expect(code, stdout + stderr).toBe(0);
  const steps = readEvents(runDir).filter(({ type, rank }) => type === 'step' && rank === 0);
  return steps.sort((a, b) => a.step - b.step).map(({ logs }) => logs.loss);
}

interface Compared {
  /** The largest relative difference, and that of the steps that are held. */
  readonly most: number;
  readonly held: number;
  /** The first step where it is more than `BOUND`. */
  readonly parted: number;
}

function compare(curve: readonly number[], reference: readonly number[], held: number): Compared {
  expect(curve.length).toBe(reference.length);
  const differences = reference.map((loss, step) => Math.abs(curve[step]! - loss) / Math.abs(loss));
  const parted = differences.findIndex((difference) => difference > BOUND);
  const [most, ofHeld] = [differences, differences.slice(0, held)].map((some) => Math.max(...some));
  return { most: most!, held: ofHeld!, parted: parted < 0 ? STEPS : parted };
}

function cell({ most, parted }: Compared): string {
  return most.toExponential(1) + (parted < STEPS ? `, from step ${parted}` : '');
}

describe.skipIf(!pip)('loss curves beside Keras (needs pip)', () => {
  test.each(CASES)('$name', async (one) => {
    const folder = temporaryFolder();
    const { shape, kind } = await prepare(folder, one);
    const { optimizer, batchSize, activation, backend, held = STEPS } = one;
    const loss = one.loss.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const options = { optimizer, loss, shape, kind, batch_size: batchSize, steps: STEPS };
    const theirs = async (backwards: boolean): Promise<number[]> => {
      const args = ['train', folder, JSON.stringify({ ...options, backwards })];
      return JSON.parse(await keras(script, args, { backend }));
    };
    const reference = await theirs(false);
    const itself = compare(await theirs(true), reference, held);
    const compared = [];
    for (const workers of [1, 2, 3]) compared.push(compare(await ours(folder, workers), reference, held));
    const ends = [reference[0]!, reference.at(-1)!].map((value) => value.toFixed(4)).join(' to ');
    console.log(`| ${[one.name, ends, ...compared.map(cell), cell(itself)].join(' | ')} |`);
    // Rounding decides whether a relu is on: Keras itself parts from Keras that sums in another order.
    const bound = activation === 'relu' ? Math.max(BOUND, 3 * itself.most) : BOUND;
    for (const one of compared) expect(one.held).toBeLessThanOrEqual(bound);
  });
});
