/** The kernels of tfjs that a computation calls, in order. */
import type { DataType, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { layerAtWork } from '../tfjs/whereabouts.ts';

export type Numbers = Float32Array | Int32Array | Uint8Array;

/** A tensor that does not depend on the inputs: a weight, or what was computed of weights alone. */
export interface Constant {
  readonly kind: 'constant';
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly values: Numbers;
  /** Of a weight. */
  readonly name?: string;
}

/** A tensor that depends on them. */
export interface Live {
  readonly kind: 'live';
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DataType;
}
export type Operand = Constant | Live;

export interface Call {
  readonly kernel: string;
  /** By the kernel's name for it, or by place. */
  readonly inputs: Readonly<Record<string, Operand>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly Live[];
  /** Layer that called it; undefined between layers. */
  readonly layer: string | undefined;
}

export interface Recording {
  readonly inputs: readonly Live[];
  readonly calls: readonly Call[];
  readonly outputs: readonly Operand[];
}

/** They look at the shape of what they are given, not at its numbers. */
const OF_SHAPE_ALONE = new Set(['ZerosLike', 'OnesLike']);

type RunKernel = (name: string, inputs: Record<string, Tensor>, attributes?: object) => Tensor | Tensor[];

/**
 * Runs `work` and writes down each kernel that it calls with something that depends on `inputs`.
 * @param known kernels that are written down as they are; of others, those that they call
 * @param constants of what was recorded before, by tensor: two recordings share the weights
 * @param weightNames by the data of a tensor
 * @throws LockstepError BAD_INPUT where JavaScript reads numbers that depend on the inputs
 */
export function record(
  tf: TF,
  inputs: readonly Tensor[],
  known: (kernel: string) => boolean,
  constants: Map<number, Constant>,
  weightNames: ReadonlyMap<object, string>,
  work: () => readonly Tensor[],
): Recording {
  const engine = tf.engine() as unknown as { runKernel: RunKernel; readSync(id: object): unknown };
  const { runKernel, readSync } = engine;
  const live = new Map<number, Live>();
  const dataOfLive = new Set<object>();
  const calls: Call[] = [];
  let inside = false;

  const enter = (tensor: Tensor): Live => {
    const { shape, dtype } = tensor;
    const one: Live = { kind: 'live', id: live.size, shape: [...shape], dtype };
    live.set(tensor.id, one);
    dataOfLive.add(tensor.dataId);
    return one;
  };
  const operand = (tensor: Tensor): Operand => {
    const found = live.get(tensor.id) ?? constants.get(tensor.id);
    if (found) return found;
    const name = weightNames.get(tensor.dataId);
    const values = readSync.call(engine, tensor.dataId) as Numbers;
    const { shape, dtype } = tensor;
    const constant: Constant = { kind: 'constant', shape, dtype, values, ...(name && { name }) };
    constants.set(tensor.id, constant);
    return constant;
  };

  engine.runKernel = function (name, given, attributes = {}) {
    const call = () => runKernel.call(this, name, given, attributes);
    const tensors = Object.entries(given).filter(([, tensor]) => tensor);
    const depends = tensors.some(([, { id }]) => live.has(id));
    if (inside || !depends || OF_SHAPE_ALONE.has(name)) return call();
    const layer = layerAtWork();
    if (!known(name)) {
      const result = call();
      if ([result].flat().every(({ id }) => live.has(id))) return result;
      throw refused(`op ${name}`, layer, 'ONNX has no such op, or none that is known here');
    }
    inside = true;
    try {
      const result = call();
      calls.push({
        ...{ kernel: name, layer, attributes: structuredClone(attributes) as Call['attributes'] },
        inputs: Object.fromEntries(tensors.map(([key, tensor]) => [key, operand(tensor)])),
        outputs: [result].flat().map(enter),
      });
      return result;
    } finally {
      inside = false;
    }
  };
  engine.readSync = function (id) {
    if (!inside && dataOfLive.has(id))
      throw refused('a value', layerAtWork(), 'JavaScript reads it and may choose by it');
    return readSync.call(this, id);
  };
  try {
    return { inputs: inputs.map(enter), outputs: work().map(operand), calls };
  } finally {
    engine.runKernel = runKernel;
    engine.readSync = readSync;
  }
}

/** @param what the culprit, in words */
export function refused(what: string, layer: string | undefined, why: string): LockstepError {
  const where = layer === undefined ? 'between the layers' : `in layer ${layer}`;
  return new LockstepError('BAD_INPUT', `${what} ${where} cannot be exported to ONNX: ${why}`, {
    hint: 'Write the layer with other ops of tfjs, or export model.keras',
  });
}
