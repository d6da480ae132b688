/** What a kernel of tfjs becomes: nodes of ONNX. */
import type { LockstepError } from '../../../base/errors.ts';
import { bytesOf, type OnnxGraph, type Pair, SIZES, typeOf } from '../graph.ts';
import type { DataType } from '../proto.ts';
import { type Call, type Constant, type Operand, refused } from '../recording.ts';

/** A call as both recordings have it. */
export class KernelCall {
  readonly graph: OnnxGraph;
  readonly #calls: readonly [Call, Call];
  readonly #named: (a: Operand, b: Operand) => string;

  constructor(graph: OnnxGraph, calls: readonly [Call, Call], named: (a: Operand, b: Operand) => string) {
    this.graph = graph;
    this.#calls = calls;
    this.#named = named;
  }

  /** Names of the inputs, in the kernel's order. */
  get inputs(): string[] {
    return Object.keys(this.#calls[0].inputs).map((key) => this.input(key));
  }

  has(key: string): boolean {
    return key in this.#calls[0].inputs;
  }

  /** @param key the kernel's name for an input */
  input(key: string): string {
    const [a, b] = this.#calls;
    return this.#named(a.inputs[key]!, b.inputs[key]!);
  }

  /** The numbers of an input that does not depend on what the model is given. @throws LockstepError BAD_INPUT */
  weight(key: string): Constant {
    const operand = this.#calls[0].inputs[key]!;
    if (operand.kind === 'constant') return operand;
    throw this.refuse(`its ${key} is computed of the inputs`);
  }

  /** Shape of an input at the smaller batch. */
  shape(key: string): readonly number[] {
    return this.#calls[0].inputs[key]!.shape;
  }

  type(key: string): DataType {
    return typeOf(this.#calls[0].inputs[key]!.dtype);
  }

  rank(key: string): number {
    return this.shape(key).length;
  }

  output(i = 0): { shape: readonly number[]; type: DataType } {
    const { shape, dtype } = this.#calls[0].outputs[i]!;
    return { shape, type: typeOf(dtype) };
  }

  get outputCount(): number {
    return this.#calls[0].outputs.length;
  }

  /** An attribute that does not depend on the batch. */
  attribute<T>(name: string): T {
    const [a, b] = this.#calls.map(({ attributes }) => attributes[name]);
    if (JSON.stringify(a) === JSON.stringify(b)) return a as T;
    throw this.refuse(`its ${name} depends on the size of the batch`);
  }

  /** A list of numbers that may depend on it. */
  pairs(name: string): Pair[] {
    const [a, b] = this.#calls.map(({ attributes }) => attributes[name] as readonly number[]);
    return a!.map((value, i) => [value, b![i]!]);
  }

  shapePairs(key: string): Pair[] {
    const [a, b] = this.#calls.map(({ inputs }) => inputs[key]!.shape);
    return a!.map((side, i) => [side, b![i]!]);
  }

  get name(): string {
    return `op ${this.#calls[0].kernel}`;
  }

  refuse(why: string): LockstepError {
    return refused(this.name, this.#calls[0].layer, why);
  }
}

/** Adds the nodes of a call. @returns the value of each output */
export type Kernel = (call: KernelCall) => string | readonly string[];
export type Kernels = Readonly<Record<string, Kernel>>;

/**
 * A constant as wide as the batch becomes one of width 1 that is repeated.
 * @throws LockstepError BAD_INPUT where its numbers are not the same for all samples
 */
export function constantValue(graph: OnnxGraph, a: Constant, b: Constant): string {
  if (a === b) return graph.constant(a);
  const axis = a.shape.findIndex((side, i) => side !== b.shape[i]);
  const what = 'a constant';
  if (axis < 0) {
    if (Buffer.compare(bytesOf(a.values), bytesOf(b.values)) === 0) return graph.constant(a);
    throw refused(
      what,
      graph.layer,
      'its numbers are drawn anew each time, or depend on the size of the batch',
    );
  }
  const inner = a.shape.slice(axis + 1).reduce((product, side) => product * side, 1);
  const outer = a.shape.slice(0, axis).reduce((product, side) => product * side, 1);
  const [wide, wider] = [a.shape[axis]!, b.shape[axis]!];
  const same =
    outer === 1 &&
    wide % SIZES[0] === 0 &&
    Array.prototype.every.call(b.values, (value, i) => Object.is(value, a.values[i % inner])) &&
    Array.prototype.every.call(a.values, (value, i) => Object.is(value, a.values[i % inner]));
  if (!same) throw refused(what, graph.layer, 'its numbers depend on the size of the batch');
  const one: Constant = {
    ...{ kind: 'constant', dtype: a.dtype, values: a.values.slice(0, inner) },
    shape: a.shape.map((side, i) => (i === axis ? 1 : side)),
  };
  const shape = a.shape.map((side, i): Pair => [side, b.shape[i]!]);
  const repeated = wider === wide ? undefined : graph.vector(shape, what);
  return graph.node('Expand', [graph.constant(one), repeated!]);
}
