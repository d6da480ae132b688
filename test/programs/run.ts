import type { Batch } from '../../api/data.ts';
import { logsOf } from '../../api/totals.ts';
import { evenRange } from '../../datasets/sampling.ts';
import type { BackendName } from '../../engine/local/backend.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { accumulate, sliceBatch } from '../../worker/trainer/micro-batches.ts';
import { clipGradient } from '../../worker/trainer/recipe.ts';
import { runtime } from '../support/engines.ts';
import { columnsOf, initialWeights } from './data.ts';
import { jobSource } from './job.ts';
import { batchOf, type Program, stepsOf } from './program.ts';

/** What a program comes to, here or in Keras. */
export interface Outcome {
  /** Loss and metrics of each step. */
  readonly logs: readonly Readonly<Record<string, number>>[];
  /** Loss of the first batch after training. */
  readonly evaluated: number;
  /** Of the first batch after training, by output. */
  readonly outputs: readonly (readonly number[])[];
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

export interface Way {
  readonly backend: BackendName;
  readonly mode: 'compiled' | 'eager';
  readonly workers: number;
}

/** The steps of the program, then an evaluation and a prediction of its first batch. */
export async function run(program: Program, { backend, mode, workers }: Way): Promise<Outcome> {
  const options = { jobSource: jobSource(program), seed: 1, backend, mode } as const;
  const engine = await LocalEngine.create(runtime ? { ...options, runtime } : options);
  try {
    await initialize(engine, program.zeros);
    const columns = columnsOf(program);
    const batchAt = (step: number): Batch => {
      const arrays = (features: Program['inputs']) =>
        Object.entries(features).map(([name, { ids }]) => {
          const values = columns[name]![step]!;
          return ids ? Int32Array.from(values) : values;
        });
      const targets = arrays(program.targets);
      const byClass = program.classWeight ? [classWeights(program, targets[0]!)] : [];
      const weights = [...arrays(program.weights ?? {}), ...byClass];
      return { size: batchOf(program), inputs: arrays(program.inputs), targets, weights };
    };
    const update = engine.updates[0]!;
    const logs = [];
    for (let step = 0; step < stepsOf(program); step++) {
      const flat = await reduced(engine, batchAt(step), workers, step, program.accumulate);
      clipGradient(flat.subarray(0, update.gradients), program.clip ?? {});
      engine.flat(0, 0).set(flat);
      await engine.apply(0, 0, program.rates?.[step] ?? update.learningRate);
      logs.push(logsOf(update.totals, Float64Array.from(flat.slice(-update.totals.length))));
    }
    const first = batchAt(0);
    const { loss } = logsOf(engine.evaluation, Float64Array.from(await engine.evaluate(first)));
    const outputs = (await engine.predict(first)).map((values) => [...values]);
    return { logs, evaluated: loss!, outputs, weights: await weightsOf(engine) };
  } finally {
    await engine.close();
  }
}

/** The weight of each sample's class. */
function classWeights(program: Program, labels: Float32Array | Int32Array): Float32Array {
  const width = labels.length / batchOf(program);
  return Float32Array.from({ length: batchOf(program) }, (_, i) => {
    const label = width === 1 ? labels[i]! : labels.subarray(i * width, (i + 1) * width).indexOf(1);
    return program.classWeight![label] ?? 1;
  });
}

/** The flat buffer of a step, summed over the shares of `workers` ranks, each computed in `parts`. */
export async function reduced(
  engine: LocalEngine,
  batch: Batch,
  workers: number,
  step: number,
  parts = 1,
): Promise<Float32Array> {
  const shares = Array.from({ length: workers }, (_, rank) => {
    const { start, end } = evenRange(batch.size, rank, workers);
    return sliceBatch(batch, start, end);
  });
  // Ranks take turns in one engine: each sum in the middle of the step is met anew once its total is known.
  const totals: Float32Array[] = [];
  for (;;) {
    const sums: Float32Array[] = [];
    const flats: Float32Array[] = [];
    for (const [rank, part] of shares.entries()) {
      const place = { step, first: evenRange(batch.size, rank, workers).start };
      let met = 0;
      const sum = (values: Float32Array) => {
        if (met < totals.length) values.set(totals[met]!);
        else if (met === totals.length) sums.push(values.slice());
        met++;
      };
      const task = { update: 0, parity: 0, batch: part, samples: batch.size, parts, place, lossScale: 1 };
      await accumulate(engine, {
        ...task,
        sum: workers > 1 ? async (values: Float32Array) => sum(values) : undefined,
      });
      flats.push(engine.flat(0, 0).slice());
    }
    if (sums.length === 0) return added(flats);
    totals.push(added(sums));
  }
}

function added(parts: readonly Float32Array[]): Float32Array {
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0));
}

async function initialize(engine: LocalEngine, zeros?: readonly string[]): Promise<void> {
  const state = await engine.readState();
  const weights = state.tensors.filter(({ kind }) => kind === 'weight');
  const initial = initialWeights(
    Object.fromEntries(weights.map(({ name, shape }) => [short(name), shape])),
    zeros,
  );
  const tensors = weights.map((weight) => ({ ...weight, values: initial[short(weight.name)]! }));
  await engine.writeState({ tensors });
}

async function weightsOf(engine: LocalEngine): Promise<Outcome['weights']> {
  const { tensors } = await engine.readState();
  const weights = tensors.filter(({ kind }) => kind === 'weight');
  return Object.fromEntries(weights.map(({ name, values }) => [short(name), [...values]]));
}

/** `layer/variable` of `model/3/outer/layer/variable`. */
function short(name: string): string {
  return name.split('/').slice(-2).join('/');
}
