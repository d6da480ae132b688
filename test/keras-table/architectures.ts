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
  /** Height and width of the pictures: small, but no smaller than the architecture takes. */
  readonly size: readonly [height: number, width: number];
  /** Greatest number of a pixel. */
  readonly scale: number;
  /** Of a head of its own, in the place of the architecture's. */
  readonly pooling?: 'avg' | 'max';
}

/** Every family by its smallest member; larger ones, at other sizes and under other heads. */
export const ARCHITECTURES: readonly Architecture[] = [
  { name: 'MobileNet', size: [64, 64], scale: 1 },
  { name: 'MobileNetV2', size: [64, 64], scale: 1 },
  { name: 'MobileNetV3Small', size: [64, 64], scale: 255 },
  { name: 'ResNet50', size: [64, 64], scale: 1 },
  { name: 'ResNet50V2', size: [64, 64], scale: 1 },
  { name: 'DenseNet121', size: [64, 64], scale: 1 },
  { name: 'EfficientNetB0', size: [64, 64], scale: 255 },
  { name: 'EfficientNetV2B0', size: [64, 64], scale: 255 },
  { name: 'Xception', size: [71, 71], scale: 1 },
  { name: 'InceptionV3', size: [75, 75], scale: 1 },
  { name: 'NASNetMobile', size: [64, 64], scale: 1 },
  { name: 'VGG16', size: [32, 32], scale: 1 },
  { name: 'ConvNeXtTiny', size: [64, 64], scale: 255 },
  { name: 'MobileNetV3Large', size: [96, 64], scale: 255, pooling: 'max' },
  { name: 'ResNet101V2', size: [96, 96], scale: 1, pooling: 'max' },
  { name: 'ResNet152', size: [64, 64], scale: 1, pooling: 'avg' },
  { name: 'DenseNet169', size: [64, 96], scale: 1, pooling: 'max' },
  { name: 'EfficientNetB3', size: [96, 64], scale: 255, pooling: 'avg' },
  { name: 'EfficientNetV2S', size: [96, 96], scale: 255, pooling: 'max' },
  { name: 'Xception', size: [96, 128], scale: 1, pooling: 'max' },
  { name: 'InceptionResNetV2', size: [96, 80], scale: 1, pooling: 'avg' },
  { name: 'NASNetLarge', size: [96, 96], scale: 1, pooling: 'max' },
  { name: 'VGG19', size: [48, 64], scale: 1, pooling: 'max' },
  { name: 'ConvNeXtSmall', size: [96, 64], scale: 255, pooling: 'avg' },
];

/** What became of an architecture; distances are relative, to the largest number of what is compared. */
export interface Held {
  readonly parameters: number;
  /** Processor time from the file to an engine that is ready, in seconds. */
  readonly importSeconds: number;
  /** Of a job that imports the `.keras` file, and of one that imports the `.h5` file, whichever is further off. */
  readonly outputs: number;
  /** Of Keras's outputs in float32, from those in float64. */
  readonly kerasOutputs: number;
  /** Of the gradient of one step, as one long vector, from float64: the length of the difference over its own. */
  readonly gradient: number;
  /** Of Keras's gradient in float32, from the same; or with the samples in reverse, whichever is further off. */
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
  { name, size, scale, pooling }: Architecture,
  folder: string,
  keras: AskKeras,
): Promise<Held> {
  mkdirSync(folder, { recursive: true });
  const sides = size.map(String);
  const said = JSON.parse(
    await keras(SCRIPT, ['make', name, ...sides, String(scale), pooling ?? '', folder]),
  );
  const numbers = (what: string) => floatsOf(join(folder, `${what}.f32`));
  const batch: Batch = { size: BATCH, inputs: [numbers('inputs')], targets: [numbers('labels')] };
  const predicted = async (engine: LocalEngine) =>
    furthest((await engine.predict(batch))[0]!, numbers('outputs'));
  const older = await engineOf('model.h5', size, folder);
  const outputsOfHdf5 = await predicted(older).finally(() => older.close());
  const start = process.cpuUsage();
  const engine = await engineOf('model.keras', size, folder);
  const { user, system } = process.cpuUsage(start);
  const importSeconds = (user + system) / 1e6;
  try {
    const outputs = Math.max(await predicted(engine), outputsOfHdf5);
    await engine.compute({ update: 0, parity: 0, batch, weight: 1, place: { step: 0, first: 0 } });
    const gradient = await inOrderOf(said.trainable, engine);
    const { json, weights } = await engine.exportModel();
    const file = join(folder, 'exported.keras');
    await writeKerasArchive(file, TfjsModel.parse(JSON.parse(json)), weights);
    await keras(SCRIPT, ['load', file, folder]);
    return {
      parameters: said.parameters,
      importSeconds,
      outputs,
      kerasOutputs: furthest(numbers('outputs'), numbers('exact_outputs')),
      gradient: distance(gradient, numbers('exact')),
      kerasGradient: Math.max(
        ...['gradient', 'reversed'].map((one) => distance(numbers(one), numbers('exact'))),
      ),
      exported: furthest(numbers('exported'), numbers('outputs')),
    };
  } finally {
    await engine.close();
  }
}

/** The engine of a job that imports a file. */
async function engineOf(file: string, size: Architecture['size'], folder: string): Promise<LocalEngine> {
  const job = join(folder, 'job.mjs');
  writeFileSync(job, jobOf(file, size));
  const { source, blobs } = await bundleJob(job);
  return LocalEngine.create({
    ...{ jobSource: source, blobs, seed: 1 },
    ...(runtime ? { backend: 'tensorflow', runtime } : { backend: 'cpu' }),
  });
}

const jobOf = (file: string, [height, width]: Architecture['size']) => `
  import { defineJob } from 'lockstep';
  import model from './${file}';
  const feature = (name, shape) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
  export default defineJob({
    name: 'architecture', batchSize: ${BATCH}, epochs: 1, model, loss: 'categoricalCrossentropy',
    optimizer: (tf) => tf.train.sgd(0.01),
    data: { name: 'd', inputs: [feature('image', [${height}, ${width}, 3])], targets: [feature('label', [${CLASSES}])],
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
