/**
 * A traced computation: a small, readable program. Values are numbered; each is an input, a constant or
 * the output of one op. Ops stand in an order in which they can run.
 */
export interface Trace {
  /** By value number. */
  readonly types: readonly ValueType[];
  /** Values that are given at each run, by name. */
  readonly inputs: ReadonlyMap<string, number>;
  readonly constants: ReadonlyMap<number, Uint8Array>;
  readonly ops: readonly Op[];
  readonly outputs: readonly number[];
}

export interface ValueType {
  /** TensorFlow's number of the type: 1 float32, 3 int32, 10 bool. */
  readonly dtype: number;
  readonly shape: readonly number[];
}

export interface Op {
  /** TensorFlow's name of the op. */
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export type AttributeKind = 'string' | 'int' | 'float' | 'bool' | 'type' | 'shape';

export interface Attribute {
  readonly name: string;
  readonly kind: AttributeKind;
  /** An array is a list, but for `shape`. */
  readonly value: unknown;
}

/** Names of inputs that the batch gives begin so. */
export const BATCH = 'batch/';

export const FLOAT32 = 1;
export const INT32 = 3;
export const INT64 = 9;

/** A pass gives an equivalent trace. */
export type Pass = (trace: Trace) => Trace;

export function attribute(op: Op, name: string): unknown {
  return op.attributes.find((candidate) => candidate.name === name)?.value;
}
