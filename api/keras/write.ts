import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { File, Group } from 'h5wasm';
import { ZipFile } from 'yazl';
import { sizeOf } from '../../base/arrays.ts';
import { type Placed, stackedCells, variablePlaces, withGroups } from './archive.ts';
import { isFunctional } from './calls.ts';
import { pythonJson } from './operations.ts';
import { KERAS_VERSION, type KerasConfig, kerasConfig, type TfjsModel } from './to-keras.ts';

/**
 * Writes a model as the HDF5 file that Keras's `model.save('model.h5')` makes: `model_config` beside a group
 * `model_weights` with a group a layer, each naming its weights in order.
 * @param weights contents of all tensors, in the order of the manifest
 */
export async function writeKerasHdf5(path: string, model: TfjsModel, weights: Uint8Array): Promise<void> {
  const config = pythonJson(kerasConfig(model));
  const tensors = tensorsOf(model, weights);
  await writeHdf5(path, (file) => {
    const root = file as unknown as Group;
    const { layers } = model.userDefinedMetadata;
    root.create_attribute('keras_version', KERAS_VERSION);
    root.create_attribute('backend', 'tensorflow');
    root.create_attribute('model_config', config);
    const all = file.create_group('model_weights');
    all.create_attribute('keras_version', KERAS_VERSION);
    all.create_attribute('backend', 'tensorflow');
    all.create_attribute(
      'layer_names',
      layers.map(({ name }) => name),
    );
    for (const layer of layers) {
      const group = all.create_group(layer.name);
      group.create_attribute('weight_names', layer.weights);
      for (const name of layer.weights) put(group, name, tensors.get(name)!);
    }
  });
}

/**
 * Writes a model as Keras 3's `model.save('model.keras')`: a zip of its configuration, metadata, and its weights as
 * HDF5, whose groups are named after classes.
 */
export async function writeKerasArchive(path: string, model: TfjsModel, weights: Uint8Array): Promise<void> {
  const config = kerasConfig(model) as Nested;
  const tensors = tensorsOf(model, weights);
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-keras-'));
  try {
    const hdf5 = join(folder, 'model.weights.h5');
    await writeHdf5(hdf5, (file) => {
      const root = file.create_group('layers');
      for (const [place, tensor] of placesOf(config, model))
        put(root, place.slice('layers/'.length), tensors.get(tensor)!);
    });
    const zip = new ZipFile();
    const json = (value: object, name: string) => zip.addBuffer(Buffer.from(pythonJson(value)), name);
    json({ keras_version: KERAS_VERSION, date_saved: dateSaved(new Date()) }, 'metadata.json');
    const functional = isFunctional(config.class_name);
    const from = functional
      ? { module: 'keras.src.models.functional', class_name: 'Functional', registered_name: 'Functional' }
      : { module: 'keras', class_name: config.class_name, registered_name: null };
    json({ ...from, config: config.config }, 'config.json');
    // As Keras does: floats hardly get smaller.
    zip.addFile(hdf5, 'model.weights.h5', { compress: false });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(path));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** `2026-11-25@01:16:20` */
const dateSaved = (now: Date) => now.toISOString().slice(0, 19).replace('T', '@');

type Nested = KerasConfig &
  Placed & { readonly config: { readonly name: string; readonly layers?: readonly Nested[] } };

/** Place of each weight in the archive, and its name. tfjs begins the names of a layer's weights with the layer's. */
function placesOf(
  model: Nested,
  { weightsManifest, userDefinedMetadata }: TfjsModel,
): [place: string, weight: string][] {
  const owned = new Map(userDefinedMetadata.layers.map(({ name, weights }) => [name, weights]));
  const names = weightsManifest.flatMap(({ weights }) => weights.map(({ name }) => name));
  const within = ({ config }: Nested, prefix: string): [string, string][] =>
    withGroups(config.layers ?? []).flatMap(([layer, group]): [string, string][] => {
      if (layer.config.layers) return within(layer, `${prefix}${group}/`);
      const held = layer.config.layer as Nested | undefined;
      if (held?.config.layers) return within(held, `${prefix}${group}/layer/`);
      const start = `${layer.config.name}/`;
      // Cells that are stacked have names of their own.
      const listed = stacks(layer) && prefix === '' ? owned.get(layer.config.name) : undefined;
      const own = listed ?? names.filter((name) => name.startsWith(start));
      const short = own.map((name) => (listed ? name : name.slice(start.length)));
      return variablePlaces(layer, short).flatMap((places, i) =>
        places.map((place): [string, string] => [`${prefix}${group}/${place}`, own[i]!]),
      );
    });
  return within(model, '');
}

/** Whether it is a layer of stacked cells, in both ways maybe. */
function stacks(layer: Placed): boolean {
  return stackedCells(layer.config.layer ?? layer).length > 0;
}

interface Weight {
  readonly shape: number[];
  readonly values: Float32Array;
}

function tensorsOf({ weightsManifest }: TfjsModel, weights: Uint8Array): Map<string, Weight> {
  const tensors = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape } of weightsManifest.flatMap((part) => part.weights)) {
    const values = new Float32Array(sizeOf(shape));
    new Uint8Array(values.buffer).set(weights.subarray(offset, offset + values.byteLength));
    tensors.set(name, { shape, values });
    offset += values.byteLength;
  }
  return tensors;
}

async function writeHdf5(path: string, work: (file: File) => void): Promise<void> {
  // Loaded when it is needed: it is a large WebAssembly module.
  const { File, ready } = await import('h5wasm/node');
  await ready;
  const file = new File(path, 'w');
  try {
    work(file);
  } finally {
    file.close();
  }
}

/** Puts a tensor at a path of groups within a group. */
function put(group: Group, path: string, { shape, values }: Weight): void {
  const parts = path.split('/');
  const leaf = parts.pop()!;
  const inner = parts.reduce(
    (at: Group, part) => (at.get(part) as Group | null) ?? at.create_group(part),
    group,
  );
  inner.create_dataset({ name: leaf, data: values, shape, dtype: '<f4' });
}
