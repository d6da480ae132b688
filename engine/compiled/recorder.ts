import type { Tensor } from '@tensorflow/tfjs';
import type { Binding, NativeBackend, OpAttribute, TensorMetadata } from '../tfjs/binding.ts';
import { whereabouts } from '../tfjs/whereabouts.ts';
import type { Attribute, AttributeKind, Op, Trace, ValueType } from './trace.ts';

/** A trace as it was recorded. */
export interface Recorded extends Trace {
  /** Where each constant and each output of an op was made, by value: for messages. */
  readonly places: ReadonlyMap<number, string>;
}

/** Says why a computation cannot be compiled; it runs op by op then. */
export class NotCompilable extends Error {}

/**
 * Runs `compute` op by op and records every call of the native binding: the whole computation, forward and backward.
 * @param inputs tensors that are given at each run, by name; any other tensor is a constant
 * @throws NotCompilable when values are read back into JavaScript on the way, since what depends on them
 * would be frozen
 */
export function record(
  backend: NativeBackend,
  inputs: Readonly<Record<string, Tensor>>,
  compute: () => readonly Tensor[],
): Recorded {
  const real = backend.binding;
  const recorder = new Recorder(real);
  for (const [name, tensor] of Object.entries(inputs)) {
    const [id] = backend.getInputTensorIds([tensor]);
    recorder.input(name, id!, tensor);
  }
  backend.binding = recorder.binding();
  try {
    const outputs = compute();
    return recorder.finish(backend.getInputTensorIds(outputs));
  } finally {
    backend.binding = real;
  }
}

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

  constructor(real: Binding) {
    this.#real = real;
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
    this.#inputs.set(name, this.#define(id, { dtype: DTYPES[dtype]!, shape }));
  }

  /** A stand-in for the native binding; its properties are read-only, so it cannot be patched itself. */
  binding(): Binding {
    const real = this.#real;
    const replaced: Partial<Binding> = {
      createTensor: (shape: readonly number[], dtype: number, values: unknown) => {
        const id = real.createTensor(shape, dtype, values);
        this.#constants.set(this.#made(id, { dtype, shape }), bytesOf(values));
        return id;
      },
      executeOp: (name: string, attributes: OpAttribute[], inputs: number[], outputs: number) => {
        const known = inputs.map((id) => this.#valueOf(id));
        const results = real.executeOp(name, attributes, inputs, outputs);
        this.#ops.push({
          name,
          attributes: attributes.map((attribute) => this.#attribute(attribute, name)),
          inputs: known,
          outputs: results.map((result: TensorMetadata) => this.#made(result.id, result)),
        });
        return results;
      },
      tensorDataSync: () => {
        throw new NotCompilable(`${whereabouts()} reads values of tensors while it computes`);
      },
      deleteTensor: (id: number) => real.deleteTensor(id),
    };
    return Object.create(real, Object.getOwnPropertyDescriptors(replaced));
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

  #made(id: number, type: ValueType): number {
    const value = this.#define(id, type);
    this.#places.set(value, whereabouts());
    return value;
  }

  #define(id: number, { dtype, shape }: ValueType): number {
    const value = this.#types.push({ dtype, shape: [...shape] }) - 1;
    this.#values.set(id, value);
    return value;
  }

  #valueOf(id: number): number {
    const value = this.#values.get(id);
    if (value !== undefined) return value;
    throw new NotCompilable(`${whereabouts()} uses a tensor or a variable made outside of its models`);
  }

  #attribute({ name, type, value }: OpAttribute, op: string): Attribute {
    const kind = this.#kinds.get(type);
    if (!kind) throw new NotCompilable(`op ${op} has attribute ${name} of unknown type ${type}`);
    return { name, kind, value: Array.isArray(value) ? [...value] : value };
  }
}

const DTYPES: Record<string, number> = { float32: 1, int32: 3, bool: 10 };

function bytesOf(values: unknown): Uint8Array {
  if (ArrayBuffer.isView(values)) {
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  }
  throw new NotCompilable(`${whereabouts()} makes tensors of strings`);
}
