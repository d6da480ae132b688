import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Dataset, File, Group } from 'h5wasm';
import * as z from 'zod';
import { bytesOf } from '../../base/arrays.ts';
import { type Chunks, shared } from '../../base/chunks.ts';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import { unzip } from '../../base/unzip.ts';
import { PARTS, type Placed, stackedCells, withGroups, withVector } from './archive.ts';
import type { KerasModel } from './model.ts';
import { parsePythonJson } from './operations.ts';
import { precisionIn } from './precision.ts';
import { toTfjs } from './to-tfjs.ts';

/** A model as a file has it: its weights themselves, in memory that threads share. */
export interface ReadModel extends Omit<KerasModel, 'weights'> {
  readonly weights: Chunks;
}

/** A layer's weights, in order, under the layer's name. */
type LayerWeights = [name: string, weights: Dataset[]];

/**
 * Reads a model that Keras has saved: `.keras`, or HDF5 as `.h5` or `.hdf5`.
 * @throws LockstepError BAD_INPUT when it is no such file or cannot be had in tfjs
 */
export async function readKerasFile(path: string): Promise<ReadModel> {
  try {
    if (extname(path) === '.keras') return await readArchive(path);
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw tooLarge(size);
    return await withHdf5(await readFile(path), readHdf5);
  } catch (raw) {
    const { message, hint } = asLockstepError(raw, 'BAD_INPUT');
    const named = message.includes(path) ? message : `${path}: ${message}`;
    throw new LockstepError('BAD_INPUT', named, { hint, cause: raw });
  }
}

/** Of a file, and of all weights in it: what Node reads at once. */
const MOST_BYTES = 2 ** 31 - 1;
/** Most bytes of a weight that HDF5 unpacks at once: its memory grows to the largest such piece, and stays so. */
const PIECE_BYTES = 64 * 1024 ** 2;
const MEMBERS = ['config.json', 'metadata.json', 'model.weights.h5'] as const;

const Metadata = z.object({ keras_version: z.string() });

/** Keras 3's own format: a zip of two JSON files and the weights as HDF5. */
async function readArchive(path: string): Promise<ReadModel> {
  const members = await unzip(path, { wanted: MEMBERS, mostBytes: MOST_BYTES });
  const member = (name: (typeof MEMBERS)[number]): Buffer => {
    const content = members.get(name);
    if (content) return content;
    throw new LockstepError('BAD_INPUT', `it has no ${name}`, { hint: 'Save it with model.save' });
  };
  const config = parsePythonJson(member('config.json').toString());
  const { keras_version } = Metadata.parse(JSON.parse(member('metadata.json').toString()));
  return await withHdf5(member('model.weights.h5'), (file) =>
    packed(config, keras_version, archivedLayers(file, config)),
  );
}

/** The format of Keras 2, which Keras 3 still writes. */
function readHdf5(file: File): ReadModel {
  const attribute = (name: string) => file.attrs[name]?.value;
  const config = attribute('model_config');
  const group = groupIn(file, 'model_weights');
  if (typeof config !== 'string' || !group) {
    throw new LockstepError('BAD_INPUT', 'it holds no whole model', { hint: 'Save it with model.save' });
  }
  const names = (group.attrs.layer_names?.value ?? []) as string[];
  const layers = names.map((name): LayerWeights => {
    const layer = groupIn(group, name);
    if (!layer) throw new LockstepError('BAD_INPUT', `it has no weights of layer ${name}`);
    // Where there are none, the attribute is an empty list of numbers.
    const weights = [...((layer.attrs.weight_names?.value ?? []) as Iterable<string>)];
    return [name, weights.map((weight) => datasetIn(layer, weight))];
  });
  return packed(parsePythonJson(config), String(attribute('keras_version')), layers);
}

/**
 * Opens a file in a file system of its own, which holds nothing else: whatever other files it names (external
 * links, external storage, sources of a virtual data set) are not there.
 */
async function withHdf5<T>(content: Uint8Array, work: (file: File) => T): Promise<T> {
  // Loaded when it is needed: it is a large WebAssembly module.
  const { File, ready } = await import('h5wasm');
  const { FS, ...hdf5 } = await ready;
  const path = `/${randomUUID()}.h5`;
  // The content itself, not a copy; the option is missing in the types.
  FS.writeFile(path, content, { canOwn: true } as object);
  // Else HDF5 writes what is wrong to the terminal.
  hdf5.activate_throwing_error_handler();
  let file: File | undefined;
  try {
    file = new File(path, 'r');
    return work(file);
  } catch (cause) {
    if (cause instanceof LockstepError) throw cause;
    const { message } = cause as Error;
    const reason = /minor: (.*)\n*$/.exec(message)?.[1] ?? (file ? message : 'Not an HDF5 file');
    throw new LockstepError('BAD_INPUT', `it cannot be ${file ? 'read' : 'opened'}: ${reason}`, { cause });
  } finally {
    file?.close();
    hdf5.deactivate_throwing_error_handler();
    FS.unlink(path);
  }
}

/** @throws LockstepError BAD_INPUT where it lies in another file */
function groupIn(group: Group, name: string): Group | undefined {
  const found = inSameFile(group, name);
  return kindOf(found) === 'Group' ? (found as Group) : undefined;
}

/** @throws LockstepError BAD_INPUT where there is none, or it lies in another file */
function datasetIn(group: Group, name: string): Dataset {
  const found = inSameFile(group, name);
  if (kindOf(found) !== 'Dataset') {
    throw new LockstepError('BAD_INPUT', `it has no weights ${group.path}/${name}`);
  }
  const dataset = found as Dataset;
  if (dataset.metadata.virtual_sources) throw elsewhere(`${group.path}/${name}`);
  return dataset;
}

function inSameFile(group: Group, name: string) {
  // Each part by itself: the library follows links within a path.
  const parts = name.split('/').filter((part) => part !== '');
  let found: ReturnType<Group['get']> = group;
  for (const part of parts) {
    if (kindOf(found) !== 'Group') return null;
    found = (found as Group).get(part);
    if (kindOf(found) === 'ExternalLink') throw elsewhere(`${group.path}/${name}`);
  }
  return found;
}

function kindOf(found: ReturnType<Group['get']>): string | undefined {
  return found && 'type' in found ? found.type : undefined;
}

function elsewhere(what: string): LockstepError {
  return new LockstepError('BAD_INPUT', `${what} is not in this file but in another one that it names`, {
    hint: 'Save the model with model.save, into one file',
  });
}

function tooLarge(bytes: number): LockstepError {
  return new LockstepError('BAD_INPUT', `it has ${bytes} bytes, and a job can carry ${MOST_BYTES}`, {
    hint: 'Make the model in the job, and let its data come with the data set',
  });
}

interface Config extends Placed {
  readonly config: Placed['config'] & { readonly name: string; readonly layers?: readonly Config[] };
}

function archivedLayers(group: Group, model: unknown, prefix = ''): LayerWeights[] {
  return withGroups((model as Config).config.layers ?? []).flatMap(([layer, path]): LayerWeights[] => {
    const own = groupIn(group, path);
    if (!own) return [];
    const name = `${prefix}${layer.config.name}`;
    if (layer.config.layers) return archivedLayers(own, layer, `${name}/`);
    const held = layer.config.layer as Config | undefined;
    const inside = held?.config.layers && groupIn(own, 'layer');
    return inside ? archivedLayers(inside, held, `${name}/`) : [[name, variablesIn(own, layer)]];
  });
}

function variablesIn(layer: Group, placed: Placed | undefined): Dataset[] {
  const own = groupIn(layer, 'vars');
  const numbers = own ? own.keys().sort((a, b) => Number(a) - Number(b)) : [];
  const { cell, layer: held, backward_layer } = placed?.config ?? {};
  const inner = (part: string) =>
    part === 'cell'
      ? (cell as Placed | undefined)
      : part === 'backward_layer'
        ? (backward_layer ?? held)
        : held;
  const parts: [Group | undefined, Placed | undefined][] = [
    ...(placed ? stackedCells(placed) : []).map(([one, group]): [Group | undefined, Placed] => [
      groupIn(layer, group),
      one,
    ]),
    ...PARTS.map((part): [Group | undefined, Placed | undefined] => [groupIn(layer, part), inner(part)]),
  ];
  const its = numbers.map((number) => datasetIn(own!, number));
  const ofParts = parts.flatMap(([group, one]) => (group ? variablesIn(group, one) : []));
  if (placed?.class_name !== 'SpectralNormalization') return [...its, ...ofParts];
  const vector = its.at(-1);
  if (!vector) throw new LockstepError('BAD_INPUT', `it has no vector in ${layer.path}`);
  return withVector(placed, vector, ofParts);
}

function packed(config: unknown, version: string, layers: readonly LayerWeights[]): ReadModel {
  const modelTopology = toTfjs(config, version) as object;
  const sizes = layers.flatMap(([, weights]) => weights.map(({ metadata }) => metadata));
  const bytes = sizes.reduce((sum, { total_size, size }) => sum + total_size * size, 0);
  if (!(bytes <= MOST_BYTES)) throw tooLarge(bytes);
  const chunks: Uint8Array[] = [];
  const shapes = layers.map(([layer, weights]) => [
    layer,
    weights.map((weight) => {
      for (const values of valuesOf(weight)) {
        if (!(values instanceof Float32Array)) {
          const hint = 'Save the model in float32';
          throw new LockstepError('BAD_INPUT', `weights of ${layer} are ${weight.dtype}`, { hint });
        }
        chunks.push(shared(bytesOf(values)));
      }
      return weight.shape ?? [];
    }),
  ]);
  const precision = precisionIn(config);
  return {
    modelTopology,
    layers: Object.fromEntries(shapes),
    weights: chunks,
    ...(precision && { precision }),
  };
}

/** Also of a single number, and of counts, which Keras keeps as integers. */
function asFloats(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return Float32Array.of(Number(value));
  if (value instanceof Int32Array) return Float32Array.from(value);
  return value instanceof BigInt64Array ? Float32Array.from(value, Number) : value;
}

/** A weight's numbers, cut along its first axis where there are many. */
function* valuesOf(weight: Dataset): Generator<unknown> {
  const { size, total_size: length } = weight.metadata;
  const [rows = 0] = weight.shape ?? [];
  const pieces = Math.min(rows, Math.ceil((length * size) / PIECE_BYTES));
  if (pieces <= 1) return yield asFloats(weight.value);
  for (let piece = 0; piece < pieces; piece++)
    yield weight.slice([[Math.floor((piece * rows) / pieces), Math.floor(((piece + 1) * rows) / pieces)]]);
}
