import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Dataset, File, Group } from 'h5wasm';
import { z } from 'zod';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import { unzip } from '../../base/unzip.ts';
import { type Placed, withGroups } from './archive.ts';
import type { KerasModel } from './model.ts';
import { toTfjs } from './to-tfjs.ts';

/** A layer's weights, in order, under the layer's name. */
type LayerWeights = [name: string, weights: Dataset[]];

/**
 * Reads a model that Keras has saved: `.keras`, or HDF5 as `.h5` or `.hdf5`.
 * @throws LockstepError BAD_INPUT when it is no such file or cannot be had in tfjs
 */
export async function readKerasFile(path: string): Promise<KerasModel> {
  try {
    return extname(path) === '.keras' ? await readArchive(path) : await withHdf5(path, readHdf5);
  } catch (raw) {
    const { message, mend } = asLockstepError(raw, 'BAD_INPUT');
    const named = message.includes(path) ? message : `${path}: ${message}`;
    throw new LockstepError('BAD_INPUT', named, { mend, cause: raw });
  }
}

const Metadata = z.object({ keras_version: z.string() });

/** Keras 3's own format: a zip of two JSON files and the weights as HDF5. */
async function readArchive(path: string): Promise<KerasModel> {
  const members = await unzip(path);
  const member = (name: string): Buffer => {
    const content = members.get(name);
    if (content) return content;
    throw new LockstepError('BAD_INPUT', `it has no ${name}`, { mend: 'Save it with model.save' });
  };
  const config: unknown = JSON.parse(member('config.json').toString());
  const { keras_version } = Metadata.parse(JSON.parse(member('metadata.json').toString()));
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-keras-'));
  try {
    const weights = join(folder, 'model.weights.h5');
    await writeFile(weights, member('model.weights.h5'));
    return await withHdf5(weights, (file) =>
      packed(toTfjs(config, keras_version), archivedLayers(file, config)),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The format of Keras 2, which Keras 3 still writes. */
function readHdf5(file: File): KerasModel {
  const attribute = (name: string) => file.attrs[name]?.value;
  const config = attribute('model_config');
  const group = file.get('model_weights') as Group | null;
  if (typeof config !== 'string' || !group) {
    throw new LockstepError('BAD_INPUT', 'it holds no whole model', { mend: 'Save it with model.save' });
  }
  const names = (group.attrs.layer_names?.value ?? []) as string[];
  const layers = names.map((name): LayerWeights => {
    const layer = group.get(name) as Group;
    // Where there are none, the attribute is an empty list of numbers.
    const weights = [...((layer.attrs.weight_names?.value ?? []) as Iterable<string>)];
    return [name, weights.map((weight) => layer.get(weight) as Dataset)];
  });
  return packed(toTfjs(JSON.parse(config), String(attribute('keras_version'))), layers);
}

async function withHdf5<T>(path: string, work: (file: File) => T): Promise<T> {
  // Loaded when it is needed: it is a large WebAssembly module.
  const { File, ready } = await import('h5wasm/node');
  const library = await ready;
  // Else the library writes what is wrong to the terminal.
  library.activate_throwing_error_handler();
  let file: File;
  try {
    file = new File(path, 'r');
  } catch (cause) {
    const reason = /minor: (.*)\n*$/.exec((cause as Error).message)?.[1] ?? 'Not an HDF5 file';
    throw new LockstepError('BAD_INPUT', `it cannot be opened: ${reason}`, { cause });
  } finally {
    library.deactivate_throwing_error_handler();
  }
  try {
    return work(file);
  } finally {
    file.close();
  }
}

interface Config extends Placed {
  readonly config: Placed['config'] & { readonly name: string; readonly layers?: readonly Config[] };
}

function archivedLayers(group: Group, model: unknown, prefix = ''): LayerWeights[] {
  return withGroups((model as Config).config.layers ?? []).flatMap(([layer, path]): LayerWeights[] => {
    const own = group.get(path) as Group | null;
    if (!own) return [];
    const name = `${prefix}${layer.config.name}`;
    return layer.config.layers ? archivedLayers(own, layer, `${name}/`) : [[name, variablesIn(own)]];
  });
}

/** Parts of a layer that hold variables, in the order of its weights. */
const PARTS = ['cell', 'forward_layer', 'backward_layer', 'layer'];

function variablesIn(layer: Group): Dataset[] {
  const own = layer.get('vars') as Group | null;
  const numbers = own ? own.keys().sort((a, b) => Number(a) - Number(b)) : [];
  const parts = PARTS.map((part) => layer.get(part) as Group | null).filter((part) => part !== null);
  return [...numbers.map((number) => own!.get(number) as Dataset), ...parts.flatMap(variablesIn)];
}

function packed(modelTopology: unknown, layers: readonly LayerWeights[]): KerasModel {
  const parts: Uint8Array[] = [];
  const shapes = layers.map(([layer, weights]) => [
    layer,
    weights.map((weight) => {
      const { value } = weight;
      if (!(value instanceof Float32Array)) {
        const mend = 'Save the model in float32';
        throw new LockstepError('BAD_INPUT', `weights of ${layer} are ${weight.dtype}`, { mend });
      }
      parts.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      return weight.shape ?? [];
    }),
  ]);
  return {
    modelTopology: modelTopology as object,
    layers: Object.fromEntries(shapes),
    weights: Buffer.concat(parts).toString('base64'),
  };
}
