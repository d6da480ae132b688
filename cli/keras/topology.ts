/** A model's `model.json` as tfjs writes it, as far as it is needed here. */
import { z } from 'zod';

export const TfjsModel = z.object({
  modelTopology: z.object({ class_name: z.string(), config: z.record(z.string(), z.unknown()) }),
  weightsManifest: z.array(
    z.object({
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.int().min(0)), dtype: z.literal('float32') }),
      ),
    }),
  ),
  userDefinedMetadata: z.object({
    layers: z.array(z.object({ name: z.string(), weights: z.array(z.string()) })),
  }),
});
export type TfjsModel = z.infer<typeof TfjsModel>;

/** The version of Keras whose HDF5 format is written; Keras 3 reads it too. */
export const KERAS_VERSION = '2.15.0';

/** Names that tfjs writes in its own spelling. */
const SPELLING: Readonly<Record<string, string>> = { hardSigmoid: 'hard_sigmoid' };

/** The attribute `model_config` of a Keras HDF5 file. */
export function kerasConfig({ modelTopology: { class_name, config } }: TfjsModel): string {
  return JSON.stringify(translate({ class_name, config }));
}

/** One layer or model, and all that it holds. */
function translate(value: unknown): unknown {
  if (typeof value === 'string') return SPELLING[value] ?? value;
  if (Array.isArray(value)) return value.map(translate);
  if (value === null || typeof value !== 'object') return value;
  const { class_name: className, config } = value as Partial<Layer>;
  const source = className === 'Sequential' && config ? { ...value, config: withInputLayer(config) } : value;
  return Object.fromEntries(Object.entries(source).map(([key, inner]) => [key, translate(inner)]));
}

interface Layer {
  class_name: string;
  config: Record<string, unknown>;
}

/** tfjs tells the first layer of a sequential model its input shape; Keras has a layer for it. */
function withInputLayer(config: Record<string, unknown>): Record<string, unknown> {
  const [first, ...rest] = config.layers as Layer[];
  const { batch_input_shape, dtype, ...own } = first!.config;
  if (first!.class_name === 'InputLayer' || batch_input_shape === undefined) return config;
  const input = { batch_input_shape, dtype: dtype ?? 'float32', sparse: false, name: `${config.name}_input` };
  const layers = [{ class_name: 'InputLayer', config: input }, { ...first, config: own }, ...rest];
  return { ...config, layers };
}
