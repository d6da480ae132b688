import type { LayersModel, layers } from '@tensorflow/tfjs';
import { sizeOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import { batchNormsOf } from '../batch-norm.ts';
import type { TF } from '../job.ts';

type Layer = layers.Layer;

/** A Keras model as a job carries it. */
export interface KerasModel {
  readonly modelTopology: object;
  /**
   * Weights by layer, in Keras's order: trainable ones, then the others. A layer inside of a nested model is
   * named `model/layer`, unless the nested model has all its weights in one list.
   */
  readonly layers: Readonly<Record<string, readonly (readonly number[])[]>>;
  /** The weights themselves, float32 in the order of `layers`, base64. */
  readonly weights: string;
}

/**
 * What `import model from './model.keras'` gives a job: makes the model, with its weights.
 * @throws LockstepError BAD_INPUT when tfjs cannot make it
 */
export function kerasModel({ modelTopology, layers, weights }: KerasModel) {
  return async (tf: TF): Promise<LayersModel> => {
    const model = await makeModel(tf, modelTopology);
    const synchronized = synchronizedIn(modelTopology);
    for (const layer of batchNormsOf(model)) layer.synchronized = synchronized.has(layer.name);
    const bytes = Buffer.from(weights, 'base64');
    const values = new Float32Array(new Uint8Array(bytes).buffer);
    let offset = 0;
    const take = (shape: readonly number[]) => {
      const length = sizeOf(shape);
      offset += length;
      return tf.tensor(values.subarray(offset - length, offset), [...shape]);
    };
    const byName = new Map(layersOf(model).filter(([name]) => layers[name]?.length));
    tf.tidy(() => {
      for (const [name, shapes] of Object.entries(layers)) {
        const tensors = shapes.map(take);
        if (tensors.length > 0) setWeights(name, byName.get(name), tensors);
      }
    });
    const unset = layersOf(model).find(
      ([name, layer]) => !inner(layer) && layer.weights.length > 0 && !covered(name, byName),
    );
    if (unset) throw unfit(unset[0], 'has no weights in the file');
    return model;
  };
}

async function makeModel(tf: TF, modelTopology: object): Promise<LayersModel> {
  expectKnown(tf, modelTopology);
  try {
    // The topology is consumed; a second engine may make the model again.
    const artifacts = { modelTopology: structuredClone(modelTopology) };
    return await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `tfjs cannot make the Keras model: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** @throws LockstepError BAD_INPUT that names a layer whose class is not known, at any depth */
function expectKnown(tf: TF, topology: unknown): void {
  if (topology === null || typeof topology !== 'object') return;
  const { class_name, config } = topology as { class_name?: unknown; config?: { name?: unknown } };
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  if (typeof class_name === 'string' && config?.name !== undefined && !(class_name in known)) {
    throw new LockstepError(
      'BAD_INPUT',
      `layer ${config.name} of the Keras model is a ${class_name}, which cannot be had here`,
      {
        hint: 'Leave it out, or put a layer of your own with that class name into the job (tf.serialization.registerClass)',
      },
    );
  }
  for (const inner of Object.values(topology)) expectKnown(tf, inner);
}

/** Names of the batch normalizations that Keras was told to synchronize, which tfjs would forget. */
function synchronizedIn(topology: unknown, names = new Set<unknown>()): ReadonlySet<unknown> {
  if (topology === null || typeof topology !== 'object') return names;
  const { synchronized, name } = topology as { synchronized?: unknown; name?: unknown };
  if (synchronized === true) names.add(name);
  for (const inner of Object.values(topology)) synchronizedIn(inner, names);
  return names;
}

function inner(layer: Layer): readonly Layer[] | undefined {
  return (layer as Partial<LayersModel>).layers;
}

/** Layers at every depth, by name. */
function layersOf(model: { readonly layers: readonly Layer[] }, prefix = ''): [string, Layer][] {
  return model.layers.flatMap((layer): [string, Layer][] => {
    const name = `${prefix}${layer.name}`;
    const layers = inner(layer);
    return [[name, layer], ...(layers ? layersOf({ layers }, `${name}/`) : [])];
  });
}

/** Whether weights were given for the layer, or for a model around it. */
function covered(name: string, byName: ReadonlyMap<string, Layer>): boolean {
  return name.split('/').some((_, i, parts) => byName.has(parts.slice(0, i + 1).join('/')));
}

function setWeights(name: string, layer: Layer | undefined, tensors: ReturnType<TF['tensor']>[]): void {
  if (!layer) throw unfit(name, 'is not in the model');
  const shapes = (list: readonly { shape: readonly (number | null)[] }[]) =>
    list.map(({ shape }) => `[${shape}]`).join(' ');
  const [wanted, given] = [shapes(layer.weights), shapes(tensors)];
  if (wanted !== given) throw unfit(name, `wants weights ${wanted}, the file has ${given}`);
  layer.setWeights(tensors);
}

function unfit(layer: string, what: string): LockstepError {
  return new LockstepError('BAD_INPUT', `the Keras model does not fit its weights: layer ${layer} ${what}`);
}
