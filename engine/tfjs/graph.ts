import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import {
  type Container,
  type Kwargs,
  type Layer,
  listOf,
  type Mask,
  prototypesOf,
  replace,
} from './internals.ts';
import { putActivity, takeActivity } from './penalties.ts';

/** Masks of what models give, by tensor. */
const masks = new WeakMap<Tensor, Tensor>();

/** The mask of a model's output, `[batch, steps]`; undefined where all of it counts. */
export function maskOf(output: Tensor): Tensor | undefined {
  return masks.get(output);
}

/** Says what of a tensor counts. */
export function putMask(tensor: Tensor, mask: Tensor): void {
  masks.set(tensor, mask);
}

/**
 * A model passes masks as Keras does: a layer gets those of its own inputs, and what it puts out has the mask that
 * the layer computes, or none. tfjs keeps the first mask that it meets for all layers after it
 * (tensorflow/tfjs#2279), gives every output of a layer the first one's mask, drops masks at the borders of models,
 * and passes over `training` where a layer was called with it (`base.apply(x, { training: false })`).
 */
export function useMasks(tf: TF): void {
  const { container } = prototypesOf(tf);
  replace(
    container,
    'call',
    () =>
      function (this: Container, inputs, kwargs) {
        const work = () => run(this, listOf(inputs), kwargs ?? {});
        const result = tf.tidy(work as () => never) as ReturnType<typeof work>;
        for (const [i, mask] of result.masks.entries()) if (mask) masks.set(result.outputs[i]!, mask);
        putActivity(this, result.activity);
        return result.outputs;
      },
  );
  // `predict` has a way of its own through the layers.
  const predicting = tf.LayersModel.prototype as unknown as Predicting;
  replace(
    predicting,
    'predictLoop',
    () =>
      function (this: LayersModel, inputs, batchSize = 32) {
        return tf.tidy(() => predicted(tf, this, listOf(inputs), batchSize));
      },
  );
}

interface Predicting {
  predictLoop(this: LayersModel, inputs: Tensor | readonly Tensor[], batchSize?: number): Tensor | Tensor[];
}

function predicted(
  tf: TF,
  model: LayersModel,
  inputs: readonly Tensor[],
  batchSize: number,
): Tensor | Tensor[] {
  const samples = inputs[0]!.shape[0]!;
  const batches: (readonly Tensor[])[] = [];
  for (let start = 0; start < samples; start += batchSize) {
    const xs = inputs.map((x) => x.slice(start, Math.min(batchSize, samples - start)));
    batches.push(
      listOf(model.apply(xs.length === 1 ? xs[0]! : xs, { training: false }) as Tensor | Tensor[]),
    );
  }
  const outputs = batches[0]!.map((_, i) => tf.concat(batches.map((batch) => batch[i]!)));
  return outputs.length === 1 ? outputs[0]! : outputs;
}

function run(model: Container, inputs: readonly Tensor[], { mask: given, ...kwargs }: Kwargs) {
  const values = new Map<number, { value: Tensor; mask: Mask }>();
  const activity: Tensor[] = [];
  const givenMasks = given ? listOf(given) : [];
  for (const [i, { id }] of model.inputs.entries()) {
    values.set(id, { value: inputs[i]!, mask: givenMasks[i] ?? masks.get(inputs[i]!) ?? null });
  }
  const depths = Object.keys(model.nodesByDepth)
    .map(Number)
    .sort((a, b) => b - a);
  for (const { outboundLayer: layer, inputTensors, outputTensors, callArgs } of depths.flatMap(
    (depth) => model.nodesByDepth[depth]!,
  )) {
    if (outputTensors.every(({ id }) => values.has(id))) continue;
    const of = inputTensors.map(({ id }) => values.get(id)!);
    const said = saidOf(layer, callArgs);
    const [xs, inputMasks] = [of.map(({ value }) => value), of.map(({ mask }) => mask)];
    const outputs = called(layer, xs, inputMasks, { ...kwargs, ...said });
    activity.push(...takeActivity(layer));
    for (const [i, { id }] of outputTensors.entries()) values.set(id, outputs[i]!);
  }
  const results = model.outputs.map(({ id }) => values.get(id)!);
  return { outputs: results.map(({ value }) => value), masks: results.map(({ mask }) => mask), activity };
}

/** Whether a layer is one of `engine/layers`, which take all arguments of a call and all masks. */
function isWhole(layer: Layer): boolean {
  return 'wholeCalls' in layer;
}

/** What a layer was called with in the model; tfjs's own layers put tensors there too. */
function saidOf(layer: Layer, args: Kwargs | null): Kwargs {
  if (args && isWhole(layer)) return args;
  return args?.training === undefined ? {} : { training: args.training };
}

/** Layers that compute with whole numbers as if they were others, in Keras: TensorFlow would round their results. */
const FLOATS = new Set([
  'Activation',
  'BatchNormalization',
  'ELU',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'LeakyReLU',
  'PReLU',
  'Softmax',
  'UnitNormalization',
]);

/** Layers whose results Keras cuts to whole numbers where they are given such. */
const ROUNDED = new Set([
  'GroupNormalization',
  'LayerNormalization',
  'RMSNormalization',
  'Resizing',
  'UpSampling2D',
]);

/** What to do about a layer that is given whole numbers. */
export const NO_WHOLE_NUMBERS =
  "Give the data the encoding 'scale' instead of 'ids', or put a rescaling layer with scale 1 before it";

/** @throws LockstepError BAD_INPUT for whole numbers where Keras would cut what comes out, which nobody wants */
function expectFloats(layer: Layer, xs: readonly Tensor[]): void {
  const { interpolation = 'bilinear' } = layer as { interpolation?: string };
  if (!ROUNDED.has(layer.getClassName()) || interpolation === 'nearest') return;
  if (xs.every(({ dtype }) => dtype !== 'int32')) return;
  const kind = layer.getClassName();
  throw new LockstepError(
    'BAD_INPUT',
    `layer ${layer.name} (${kind}) is given whole numbers, and Keras would cut what it gives to whole numbers too`,
    {
      hint: NO_WHOLE_NUMBERS,
    },
  );
}

function called(layer: Layer, xs: Tensor[], inputMasks: Mask[], kwargs: Kwargs) {
  const inside = 'inputLayers' in layer;
  expectFloats(layer, xs);
  const one = xs.length === 1;
  const takesAll = inside || isWhole(layer) || layer.getClassName() === 'Multiply';
  // A recurrent layer that is given states goes without the mask of its steps, as in Keras 3, and hands it on all the same.
  const ofFirst = !one && 'returnSequences' in layer ? null : inputMasks[0]!;
  const mask = one || !takesAll ? ofFirst : inputMasks;
  const mixed = layer.getClassName() === 'Concatenate' && xs.some(({ dtype }) => dtype !== xs[0]!.dtype);
  const given =
    mixed || FLOATS.has(layer.getClassName())
      ? xs.map((x) => (x.dtype === 'int32' ? x.cast('float32') : x))
      : xs;
  const x = one ? given[0]! : given;
  const outputs = listOf(layer.apply(x, inputMasks.some(Boolean) ? { ...kwargs, mask } : kwargs));
  if (inside) return outputs.map((value) => ({ value, mask: masks.get(value) ?? null }));
  const computed = layer.supportsMasking
    ? listOf(layer.computeMask(x, one ? inputMasks[0]! : inputMasks))
    : [];
  return outputs.map((value, i) => ({ value, mask: computed[i] ?? null }));
}
