/** Whole architectures of `keras.applications`, with random weights: does a job compute with them what Keras computes? */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleJob } from '../../api/bundle.ts';
import type { Batch } from '../../api/data.ts';
import { TfjsModel } from '../../api/keras/to-keras.ts';
import { writeKerasArchive } from '../../api/keras/write.ts';
import { sizeOf } from '../../base/arrays.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { runtime } from '../support/engines.ts';

export interface Architecture {
  /** In `keras.applications`. */
  readonly name: string;
  /** Side of the pictures: small, but no smaller than the architecture takes. */
  readonly side: number;
  /** Greatest number of a pixel. */
  readonly scale: number;
}

/** Every family by its smallest member. */
export const ARCHITECTURES: readonly Architecture[] = [
  { name: 'MobileNet', side: 64, scale: 1 },
  { name: 'MobileNetV2', side: 64, scale: 1 },
  { name: 'MobileNetV3Small', side: 64, scale: 255 },
  { name: 'ResNet50', side: 64, scale: 1 },
  { name: 'ResNet50V2', side: 64, scale: 1 },
  { name: 'DenseNet121', side: 64, scale: 1 },
  { name: 'EfficientNetB0', side: 64, scale: 255 },
  { name: 'EfficientNetV2B0', side: 64, scale: 255 },
  { name: 'Xception', side: 71, scale: 1 },
  { name: 'InceptionV3', side: 75, scale: 1 },
  { name: 'NASNetMobile', side: 64, scale: 1 },
  { name: 'VGG16', side: 32, scale: 1 },
  { name: 'ConvNeXtTiny', side: 64, scale: 255 },
];

/** What became of an architecture; distances are relative, to the largest number of what is compared. */
export interface Held {
  readonly parameters: number;
  /** Processor time from the file to an engine that is ready, in seconds. */
  readonly importSeconds: number;
  readonly outputs: number;
  /** Of the gradient of one step, as one long vector, from float64: the length of the difference over its own. */
  readonly gradient: number;
  /** Of Keras's gradient in float32, from the same. */
  readonly kerasGradient: number;
  /** Of what Keras computes with the exported model, to what it computed with its own. */
  readonly exported: number;
}

const SCRIPT = fileURLToPath(new URL('keras_architecture.py', import.meta.url));
const BATCH = 4;
const CLASSES = 10;

/** Runs the script with Keras. @returns the last line that it prints */
export type AskKeras = (script: string, args: readonly string[]) => Promise<string>;

/** @param folder for the files that pass between Keras and the job */
export async function hold(
  { name, side, scale }: Architecture,
  folder: string,
  keras: AskKeras,
): Promise<Held> {
  mkdirSync(folder, { recursive: true });
  const said = JSON.parse(await keras(SCRIPT, ['make', name, String(side), String(scale), folder]));
  const job = join(folder, 'job.mjs');
  writeFileSync(job, jobOf(side));
  const start = process.cpuUsage();
  const { source, blobs } = await bundleJob(job);
  const engine = await LocalEngine.create({
    ...{ jobSource: source, blobs, seed: 1 },
    ...(runtime ? { backend: 'tensorflow', runtime } : { backend: 'cpu' }),
  });
  const { user, system } = process.cpuUsage(start);
  const importSeconds = (user + system) / 1e6;
  try {
    const numbers = (what: string) => floatsOf(join(folder, `${what}.f32`));
    const batch: Batch = { size: BATCH, inputs: [numbers('inputs')], targets: [numbers('labels')] };
    const [outputs] = await engine.predict(batch);
    await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step: 0, first: 0 } });
    const gradient = await inOrderOf(said.trainable, engine);
    const { json, weights } = await engine.exportModel();
    const file = join(folder, 'exported.keras');
    await writeKerasArchive(file, TfjsModel.parse(JSON.parse(json)), weights);
    await keras(SCRIPT, ['load', file, folder]);
    return {
      parameters: said.parameters,
      importSeconds,
      outputs: furthest(outputs!, numbers('outputs')),
      gradient: distance(gradient, numbers('exact')),
      kerasGradient: distance(numbers('gradient'), numbers('exact')),
      exported: furthest(numbers('exported'), numbers('outputs')),
    };
  } finally {
    await engine.close();
  }
}

const jobOf = (side: number) => `
  import { defineJob } from 'lockstep';
  import model from './model.keras';
  const feature = (name, shape) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
  export default defineJob({
    name: 'architecture', batchSize: ${BATCH}, epochs: 1, model, loss: 'categoricalCrossentropy',
    optimizer: (tf) => tf.train.sgd(0.01),
    data: { name: 'd', inputs: [feature('image', [${side}, ${side}, 3])], targets: [feature('label', [${CLASSES}])],
      loader: { kind: 'custom', load: async () => undefined } },
  });`;

function floatsOf(path: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** The engine's gradient with its layers in Keras's order. */
async function inOrderOf(
  trainable: readonly [layer: string, shapes: readonly number[][]][],
  engine: LocalEngine,
): Promise<Float32Array> {
  const { gradients } = engine.updates[0]!;
  const flat = engine.flat(0, 0).subarray(0, gradients);
  const byLayer = new Map<string, Float32Array[]>();
  let offset = 0;
  // Weights that are trained come first, in the order of the gradient.
  for (const { name, values } of (await engine.readState()).tensors) {
    if (offset === gradients) break;
    const layer = name.split('/').at(-2)!;
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), flat.subarray(offset, offset + values.length)]);
    offset += values.length;
  }
  const ordered = new Float32Array(gradients);
  offset = 0;
  for (const [layer, shapes] of trainable) {
    for (const [i, shape] of shapes.entries()) {
      const part = byLayer.get(layer)?.[i];
      if (part?.length !== sizeOf(shape)) throw new Error(`weight ${i} of ${layer} is not [${shape}] here`);
      ordered.set(part, offset);
      offset += part.length;
    }
  }
  return ordered;
}

function furthest(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} outputs, Keras has ${theirs.length}`);
  let [worst, largest] = [0, 0];
  for (const [i, value] of theirs.entries()) {
    worst = Math.max(worst, Math.abs(ours[i]! - value));
    largest = Math.max(largest, Math.abs(value));
  }
  return worst / largest;
}

function distance(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length)
    throw new Error(`a gradient of ${ours.length}, Keras has ${theirs.length}`);
  let [difference, length] = [0, 0];
  for (const [i, value] of theirs.entries()) {
    difference += (ours[i]! - value) ** 2;
    length += value ** 2;
  }
  return Math.sqrt(difference / length);
}
