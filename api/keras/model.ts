import type { LayersModel, layers } from '@tensorflow/tfjs';
import { bytesOf, sizeOf } from '../../base/arrays.ts';
import { ChunkReader } from '../../base/chunks.ts';
import { LockstepError } from '../../base/errors.ts';
import { batchNormsOf } from '../batch-norm.ts';
import type { Blobs } from '../blobs.ts';
import type { Precision, TF } from '../job.ts';
import type { Prepared } from '../prepared.ts';
import { remember } from './precision.ts';

type Layer = layers.Layer;

/** A Keras model as a job carries it. */
export interface KerasModel {
  readonly modelTopology: object;
  /**
   * Weights by layer, in Keras's order: trainable ones, then the others. A layer inside of a nested model is
   * named `model/layer`, unless the nested model has all its weights in one list.
   */
  readonly layers: Readonly<Record<string, readonly (readonly number[])[]>>;
  /** sha256 of the blob that holds the weights themselves, float32 in the order of `layers`. */
  readonly weights: string;
  /** Where it was saved under a policy of mixed precision. */
  readonly precision?: Precision | undefined;
  /** What a run has learned of the data that the model was trained on, where it comes from a run. */
  readonly learned?: Prepared | undefined;
}

/**
 * What `import model from './model.keras'` gives a job: makes the model, with its weights.
 * @param blobs where its weights lie
 * @throws LockstepError BAD_INPUT when tfjs cannot make it
 */
export function kerasModel({ modelTopology, layers, weights, precision, learned }: KerasModel, blobs: Blobs) {
  const make = async (tf: TF): Promise<LayersModel> => {
    const blob = blobs.get(weights);
    if (!blob) throw new LockstepError('INTERNAL', `the job was loaded without its blob ${weights}`);
    const model = await makeModel(tf, modelTopology);
    const synchronized = synchronizedIn(modelTopology);
    for (const layer of batchNormsOf(model)) layer.synchronized = synchronized.has(layer.name);
    if (precision) remember(model, precision);
    const reader = new ChunkReader(blob);
    const take = (shape: readonly number[]) => {
      const values = new Float32Array(sizeOf(shape));
      reader.copyTo(bytesOf(values));
      return tf.tensor(values, [...shape]);
    };
    const byName = new Map(layersOf(model).filter(([name]) => layers[name]?.length));
    for (const [name, shapes] of Object.entries(layers)) {
      if (shapes.length > 0) tf.tidy(() => setWeights(name, byName.get(name), shapes.map(take)));
    }
    const unset = layersOf(model).find(
      ([name, layer]) => !inner(layer) && layer.weights.length > 0 && !covered(name, byName),
    );
    if (unset) throw unfit(unset[0], 'has no weights in the file', NOT_SHARED);
    return model;
  };
  return Object.assign(make, { learned });
}

/** Keras saves a layer's weights once, where it comes first. */
const NOT_SHARED =
  'If two models inside of it share the layer or a whole model, it is shared with a model inside, or one is called inside ' +
  'and outside of a wrapper, give each place one of its own';

async function makeModel(tf: TF, modelTopology: object): Promise<LayersModel> {
  expectKnown(tf, modelTopology);
  try {
    // The topology is consumed; a second engine may make the model again.
    return await startingWithZeros(tf, () =>
      tf.models.modelFromJSON({ modelTopology: structuredClone(modelTopology) as never }),
    );
  } catch (cause) {
    const unknown = /^Unknown layer: (\S+?)\.? /.exec((cause as Error).message)?.[1];
    if (unknown) {
      throw new LockstepError(
        'BAD_INPUT',
        `the Keras model has layers of class ${unknown}, which cannot be had here`,
        {
          hint: `Register a layer with that className in the job (see jobs/custom-layer.ts), or say it with Keras's own`,
          cause,
        },
      );
    }
    throw new LockstepError('BAD_INPUT', `tfjs cannot make the Keras model: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** @throws LockstepError BAD_INPUT that names a layer whose class is not known, at any depth */
function expectKnown(tf: TF, topology: unknown): void {
  for (const { layer, className } of unknownLayers(tf, topology)) {
    throw new LockstepError(
      'BAD_INPUT',
      `layer ${layer} of the Keras model is a ${className}, which cannot be had here`,
      {
        hint: 'Leave it out, or put a layer of your own with that class name into the job (tf.serialization.registerClass)',
      },
    );
  }
}

/** Layers whose class is registered nowhere, at any depth. */
export function* unknownLayers(
  tf: Pick<TF, 'serialization'>,
  topology: unknown,
): Generator<{ layer: unknown; className: string }> {
  if (topology === null || typeof topology !== 'object') return;
  const { class_name, config } = topology as { class_name?: unknown; config?: { name?: unknown } };
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  if (typeof class_name === 'string' && config?.name !== undefined && !(class_name in known))
    yield { layer: config.name, className: class_name };
  for (const inner of Object.values(topology)) yield* unknownLayers(tf, inner);
}

/**
 * What `make` builds before it returns begins with zeros: all weights are in the file, and drawing random numbers for
 * a hundred million of them takes half a minute.
 */
function startingWithZeros<T>(tf: TF, make: () => T): T {
  const prototype = tf.layers.Layer.prototype as unknown as { addWeight: (...given: unknown[]) => unknown };
  const { addWeight } = prototype;
  const zeros = tf.initializers.zeros();
  prototype.addWeight = function (name, shape, dtype, _initializer, ...rest) {
    return addWeight.call(this, name, shape, dtype, zeros, ...rest);
  };
  try {
    return make();
  } finally {
    prototype.addWeight = addWeight;
  }
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
  const { layers, layer: held } = layer as Partial<LayersModel> & { layer?: Partial<LayersModel> };
  // A model in a wrapper is a part of that.
  return layers ?? held?.layers;
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

function unfit(layer: string, what: string, hint?: string): LockstepError {
  const words = `the Keras model does not fit its weights: layer ${layer} ${what}`;
  return new LockstepError('BAD_INPUT', words, hint === undefined ? {} : { hint });
}
