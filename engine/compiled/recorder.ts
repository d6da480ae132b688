import type { DataId, Tensor } from '@tensorflow/tfjs';
import type { Binding, NativeBackend, OpAttribute, TensorMetadata } from '../tfjs/binding.ts';
import { whereabouts } from '../tfjs/whereabouts.ts';
import { NotCompilable } from './not-compilable.ts';
import { type Given, NeedsNumbers, type Shapes } from './shapes.ts';
import type { Attribute, AttributeKind, Op, Trace, ValueType } from './trace.ts';

/** A trace as it was recorded. */
export interface Recorded extends Trace {
  /** Where each constant and each output of an op was made, by value: for messages. */
  readonly places: ReadonlyMap<number, string>;
}

/**
 * Runs `compute` and records every call of the native binding: the whole computation, forward and backward.
 * @param inputs tensors that are given at each run, by name; any other tensor is a constant
 * @param shapes where no op is to run, and tensors have no numbers: `compute` may not keep the tensors then, and is
 * called again, with numbers, where an op needs them
 * @param around is given `compute` where it has no numbers: it can refuse what it does by `NeedsNumbers`
 * @throws NotCompilable when values are read back into JavaScript on the way, since what depends on them
 * would be frozen
 */
export function record(
  backend: NativeBackend,
  inputs: Readonly<Record<string, Tensor>>,
  compute: () => readonly Tensor[],
  shapes?: Shapes,
  around: <T>(compute: () => T) => T = (work) => work(),
): Recorded {
  const real = backend.binding;
  const recorder = new Recorder(real, shapes);
  for (const [name, tensor] of Object.entries(inputs)) {
    const [id] = backend.getInputTensorIds([tensor]);
    recorder.input(name, id!, tensor);
  }
  backend.binding = recorder.binding();
  if (shapes) backend.getInputTensorIds = recorder.idsOf(backend);
  try {
    const outputs = shapes ? around(compute) : compute();
    return recorder.finish(backend.getInputTensorIds(outputs));
  } catch (error) {
    if (!(error instanceof NeedsNumbers)) throw error;
  } finally {
    backend.binding = real;
    // The class has its own.
    delete (backend as Partial<NativeBackend>).getInputTensorIds;
  }
  return record(backend, inputs, compute);
}

/** Bytes up to which equal constants are one. */
const SHORT = 64;

class Recorder {
  readonly #real: Binding;
  readonly #kinds: ReadonlyMap<number, AttributeKind>;
  readonly #types: ValueType[] = [];
  readonly #inputs = new Map<string, number>();
  readonly #constants = new Map<number, Uint8Array>();
  readonly #ops: Op[] = [];
  readonly #places = new Map<number, string>();
  /** Value of a tensor by the binding's number for it. */
  readonly #values = new Map<number, number>();
  /** Lists of attributes by what they say, and short constants by their bytes: equal ones are one. */
  readonly #attributes = new Map<string, readonly Attribute[]>();
  readonly #short = new Map<string, number>();
  /** By value: what an op knows of it that is given it. */
  readonly #given: Given[] = [];
  /** Undefined where ops run. */
  readonly #shapes: Shapes | undefined;
  /** Tensors without numbers have numbers below 0, -1 left out: tfjs does not ask TensorFlow to delete them. */
  #last = -1;

  constructor(real: Binding, shapes: Shapes | undefined) {
    this.#real = real;
    this.#shapes = shapes;
    this.#kinds = new Map<number, AttributeKind>([
      [real.TF_ATTR_STRING, 'string'],
      [real.TF_ATTR_INT, 'int'],
      [real.TF_ATTR_FLOAT, 'float'],
      [real.TF_ATTR_BOOL, 'bool'],
      [real.TF_ATTR_TYPE, 'type'],
      [real.TF_ATTR_SHAPE, 'shape'],
    ]);
  }

  input(name: string, id: number, { dtype, shape }: Tensor): void {
    const value = this.#define({ dtype: DTYPES[dtype]!, shape });
    this.#values.set(id, value);
    this.#inputs.set(name, value);
  }

  /** A stand-in for the native binding; its properties are read-only, so it cannot be patched itself. */
  binding(): Binding {
    const real = this.#real;
    const replaced: Partial<Binding> = {
      createTensor: (shape: readonly number[], dtype: number, values: unknown) => {
        const id = this.#shapes ? --this.#last : real.createTensor(shape, dtype, values);
        this.#values.set(id, this.#constant({ dtype, shape }, values));
        return id;
      },
      executeOp: (name: string, attributes: OpAttribute[], inputs: number[], outputs: number) => {
        const known = inputs.map((id) => this.#valueOf(id));
        const text = textOf(name, attributes);
        const own = this.#attributesOf(text, name, attributes);
        const results = this.#shapes
          ? this.#shapes
              .of(
                text,
                { name, attributes: own, outputs },
                known.map((value) => this.#given[value]!),
              )
              .map(({ dtype, shape }) => ({ id: --this.#last, dtype, shape: [...shape] }))
          : real.executeOp(name, attributes, inputs, outputs);
        this.#ops.push({
          name,
          attributes: own,
          inputs: known,
          outputs: results.map((result) => this.#result(result)),
        });
        return results;
      },
      tensorDataSync: () => {
        throw new NotCompilable(`${whereabouts()} reads values of tensors while it computes`);
      },
      deleteTensor: (id: number) => {
        if (id >= 0) real.deleteTensor(id);
      },
    };
    return Object.create(real, Object.getOwnPropertyDescriptors(replaced));
  }

  /** As the backend's own, which hands tensors over to TensorFlow that JavaScript has made and no op has used. */
  idsOf(backend: NativeBackend): NativeBackend['getInputTensorIds'] {
    const original = backend.getInputTensorIds.bind(backend);
    const waiting = new Map<object, number>();
    const idOf = (tensor: { dataId: DataId }): number => {
      // tfjs's numbers of 64 bits are no tensors.
      if (!tensor.dataId) return original([tensor])[0]!;
      const info = backend.tensorMap.get(tensor.dataId);
      if (info.values === null) return info.id;
      const id = waiting.get(info) ?? backend.binding.createTensor(info.shape, info.dtype, info.values);
      waiting.set(info, id);
      return id;
    };
    return (tensors) => tensors.map(idOf);
  }

  finish(outputs: readonly number[]): Recorded {
    return {
      places: this.#places,
      types: this.#types,
      inputs: this.#inputs,
      constants: this.#constants,
      ops: this.#ops,
      outputs: outputs.map((id) => this.#valueOf(id)),
    };
  }

  #constant(type: ValueType, values: unknown): number {
    const bytes = bytesOf(values);
    const short = bytes.length <= SHORT;
    const key = short ? `${type.dtype}:${type.shape}:${bytes}` : keyOf(type);
    const known = short ? this.#short.get(key) : undefined;
    if (known !== undefined) return known;
    const value = this.#define(type, key, short ? bytes : undefined);
    this.#places.set(value, whereabouts());
    this.#constants.set(value, bytes);
    if (short) this.#short.set(key, value);
    return value;
  }

  #result({ id, ...type }: TensorMetadata): number {
    const value = this.#define(type);
    this.#values.set(id, value);
    this.#places.set(value, whereabouts());
    return value;
  }

  #define({ dtype, shape }: ValueType, key?: string, bytes?: Uint8Array): number {
    const type = { dtype, shape: [...shape] };
    this.#given.push({ key: key ?? keyOf(type), type, bytes });
    return this.#types.push(type) - 1;
  }

  #valueOf(id: number): number {
    const value = this.#values.get(id);
    if (value !== undefined) return value;
    throw new NotCompilable(`${whereabouts()} uses a tensor or a variable made outside of its models`);
  }

  #attributesOf(text: string, op: string, attributes: readonly OpAttribute[]): readonly Attribute[] {
    const known = this.#attributes.get(text) ?? attributes.map((attribute) => this.#attribute(attribute, op));
    this.#attributes.set(text, known);
    return known;
  }

  #attribute({ name, type, value }: OpAttribute, op: string): Attribute {
    const kind = this.#kinds.get(type);
    if (!kind) throw new NotCompilable(`op ${op} has attribute ${name} of unknown type ${type}`);
    return { name, kind, value: Array.isArray(value) ? [...value] : value };
  }
}

function keyOf({ dtype, shape }: ValueType): string {
  return `${dtype}:${shape}`;
}

/** Different for different ops and attributes. */
function textOf(name: string, attributes: readonly OpAttribute[]): string {
  return attributes.reduce(
    (text, { name, type, value }) =>
      `${text} ${name}:${type}:${typeof value === 'object' ? JSON.stringify(value) : value}`,
    name,
  );
}

const DTYPES: Record<string, number> = { float32: 1, int32: 3, bool: 10 };

function bytesOf(values: unknown): Uint8Array {
  if (ArrayBuffer.isView(values)) {
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  }
  throw new NotCompilable(`${whereabouts()} makes tensors of strings`);
}
