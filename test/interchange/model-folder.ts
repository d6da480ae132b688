import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import type { Batch, Feature } from '../../api/data.ts';
import { loadJob } from '../../api/load.ts';
import { sizeOf } from '../../base/arrays.ts';
import { sfc32 } from '../../base/random.ts';
import type { EngineState } from '../../engine/engine.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { temporaryFolder } from '../support/lockstep.ts';

export const SAMPLES = 3;

/** Initial weights are so small that recurrent layers hardly leave 0; these are not. */
export function bold({ tensors }: EngineState): EngineState {
  const random = sfc32(1, 2);
  const draw = (name: string) => () => (name.endsWith('variance') ? 0.5 + random() : 0.2 * random() - 0.1);
  return { tensors: tensors.map((one) => ({ ...one, values: one.values.map(draw(one.name)) })) };
}

/** A run with a `model/`, the inputs, and what the engine says of them. */
export async function modelOf(jobName: string) {
  const { source } = await bundleJob(jobName);
  const { data } = loadJob(source);
  const engine = await LocalEngine.create({ jobSource: source, seed: 5, backend: 'cpu' });
  const folder = temporaryFolder();
  await engine.writeState(bold(await engine.readState()));
  const { json, weights } = await engine.exportModel();
  mkdirSync(join(folder, 'model'));
  writeFileSync(join(folder, 'model/model.json'), json);
  writeFileSync(join(folder, 'model/weights.bin'), weights);
  const batch: Batch = {
    size: SAMPLES,
    inputs: data.inputs.map(arbitrary),
    targets: data.targets.map(arbitrary),
  };
  const outputs = await engine.predict(batch);
  await engine.close();
  return { folder, features: data.inputs, inputs: batch.inputs, outputs };
}

function arbitrary({ shape, encoding }: Feature): Float32Array | Int32Array {
  const length = SAMPLES * sizeOf(shape);
  if (encoding.kind === 'ids') return Int32Array.from({ length }, (_, i) => (i * 7919) % 500);
  return Float32Array.from({ length }, (_, i) => Math.abs(Math.sin(i * 12.9898)));
}

/** The largest difference. */
export function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
