import type { Group } from 'h5wasm';
import { KERAS_VERSION, kerasConfig, type TfjsModel } from './to-keras.ts';

/**
 * Writes a model as the HDF5 file that Keras's `model.save('model.h5')` makes: `model_config` beside a group
 * `model_weights` with a group a layer, each naming its weights in order.
 * @param weights contents of all tensors, in the order of the manifest
 */
export async function writeKerasFile(path: string, model: TfjsModel, weights: Uint8Array): Promise<void> {
  // Loaded when it is needed: it is a large WebAssembly module.
  const { File, ready } = await import('h5wasm/node');
  await ready;
  const tensors = new Map<string, { shape: number[]; values: Float32Array }>();
  let offset = 0;
  for (const { name, shape } of model.weightsManifest.flatMap((part) => part.weights)) {
    const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
    new Uint8Array(values.buffer).set(weights.subarray(offset, offset + values.byteLength));
    tensors.set(name, { shape, values });
    offset += values.byteLength;
  }
  const file = new File(path, 'w');
  try {
    const root = file as unknown as Group;
    const { layers } = model.userDefinedMetadata;
    root.create_attribute('keras_version', KERAS_VERSION);
    root.create_attribute('backend', 'tensorflow');
    root.create_attribute('model_config', kerasConfig(model));
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
      for (const name of layer.weights) {
        const { shape, values } = tensors.get(name)!;
        const parts = name.split('/');
        const leaf = parts.pop()!;
        const inner = parts.reduce(
          (at: Group, part) => (at.get(part) as Group | null) ?? at.create_group(part),
          group,
        );
        inner.create_dataset({ name: leaf, data: values, shape, dtype: '<f4' });
      }
    }
  } finally {
    file.close();
  }
}
