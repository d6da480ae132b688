/** An ONNX graph in the making. */
import type { DataType as TensorType } from '@tensorflow/tfjs';
import { LockstepError } from '../../base/errors.ts';
import { contentSha256 } from '../../base/hash.ts';
import { type Attribute, type DataType, Float, type OnnxNode, type OnnxTensor } from './proto.ts';
import { type Constant, type Numbers, refused } from './recording.ts';

/** Batch sizes of the two recordings; what differs between them depends on the batch. */
export const SIZES = [3, 5] as const;
/** Name of the batch axis. */
export const BATCH = 'batch';

/** A number in both recordings. */
export type Pair = readonly [number, number];

export function typeOf(dtype: TensorType): DataType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new LockstepError('BAD_INPUT', `tensors of ${dtype} cannot be exported to ONNX`);
}

export class OnnxGraph {
  /** The layer whose nodes are added. */
  layer: string | undefined;
  readonly #nodes: OnnxNode[] = [];
  readonly #tensors = new Map<string, OnnxTensor>();
  readonly #constants = new Map<Constant, string>();
  readonly #same = new Map<string, string>();
  readonly #made = new Map<string, OnnxNode>();
  readonly #taken = new Set<string>();
  readonly #input: string;

  /** @param inputs names of the graph's inputs; the first one's batch axis is the batch */
  constructor(inputs: readonly string[]) {
    for (const name of inputs) this.#taken.add(name);
    this.#input = inputs[0]!;
  }

  /** A name that nothing has yet. */
  #free(wanted: string): string {
    let name = wanted;
    for (let i = 1; this.#taken.has(name); i++) name = `${wanted}_${i}`;
    this.#taken.add(name);
    return name;
  }

  /** Adds a node. @returns names of its outputs */
  nodes(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    count: number,
  ): string[] {
    const name = this.#free(`${this.layer ? `${this.layer}/` : ''}${opType}`);
    const output = Array.from({ length: count }, (_, i) =>
      this.#free(count > 1 ? `${name}:${i}` : `${name}:`),
    );
    const node = { name, opType, input, output, attributes };
    this.#nodes.push(node);
    for (const one of output) this.#made.set(one, node);
    return output;
  }

  node(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    return this.nodes(opType, input, attributes, 1)[0]!;
  }

  /** Of two transpositions that undo each other nothing is left. */
  transpose(value: string, perm: readonly number[]): string {
    if (perm.every((axis, i) => axis === i)) return value;
    const before = this.#made.get(value);
    if (before?.opType === 'Transpose') {
      const first = before.attributes.perm as readonly number[];
      return this.transpose(
        before.input[0]!,
        perm.map((axis) => first[axis]!),
      );
    }
    return this.node('Transpose', [value], { perm });
  }

  tensor(type: DataType, shape: readonly number[], bytes: Uint8Array, wanted = 'constant'): string {
    // The steps of a recurrent layer have the same weights, cut out anew each time.
    const key = `${type} [${shape}] ${contentSha256([bytes])}`;
    const same = this.#same.get(key);
    if (same !== undefined) return same;
    const name = this.#free(wanted);
    this.#tensors.set(name, { name, type, shape, bytes });
    this.#same.set(key, name);
    return name;
  }

  constant(constant: Constant): string {
    const found = this.#constants.get(constant);
    if (found !== undefined) return found;
    const { dtype, shape, values, name: wanted } = constant;
    const name = this.tensor(typeOf(dtype), shape, bytesOf(values), wanted);
    this.#constants.set(constant, name);
    return name;
  }

  floats(values: readonly number[] | Float32Array, shape: readonly number[]): string {
    return this.tensor('float32', shape, bytesOf(Float32Array.from(values)));
  }

  scalar(value: number, type: 'float32' | 'int32' = 'float32'): string {
    const values = type === 'float32' ? Float32Array.of(value) : Int32Array.of(value);
    return this.tensor(type, [], bytesOf(values));
  }

  /** int64, as ONNX wants shapes and axes. */
  ints(values: readonly number[]): string {
    return this.#int64(values, [values.length]);
  }

  int(value: number): string {
    return this.#int64([value], []);
  }

  #int64(values: readonly number[], shape: readonly number[]): string {
    const numbers = BigInt64Array.from(values, (value) => BigInt(value));
    return this.tensor('int64', shape, new Uint8Array(numbers.buffer));
  }

  /**
   * A vector, int64, each of whose numbers is a linear function of the batch size.
   * @param of for an error
   */
  vector(pairs: readonly Pair[], of: string): string {
    if (pairs.every(([a, b]) => a === b)) return this.ints(pairs.map(([a]) => a));
    const [small, large] = SIZES;
    const slopes = pairs.map(([a, b]) => (b - a) / (large - small));
    if (!slopes.every(Number.isInteger)) throw refused(of, this.layer, 'a shape is no multiple of the batch');
    const batch = this.#batch();
    const product =
      slopes.every((slope) => slope <= 1 && slope >= 0) && pairs.length === 1
        ? batch
        : this.node('Mul', [batch, this.ints(slopes)]);
    const rest = pairs.map(([a], i) => a - slopes[i]! * small);
    return rest.every((value) => value === 0) ? product : this.node('Add', [product, this.ints(rest)]);
  }

  #sizeOfBatch: string | undefined;

  /** `[batch]`, int64. */
  #batch(): string {
    if (this.#sizeOfBatch !== undefined) return this.#sizeOfBatch;
    const { layer } = this;
    this.layer = undefined;
    this.#sizeOfBatch = this.node('Shape', [this.#input], { start: 0, end: 1 });
    this.layer = layer;
    return this.#sizeOfBatch;
  }

  cast(value: string, to: number): string {
    return this.node('Cast', [value], { to });
  }

  /** Gives a value the name of an output. */
  name(value: string, output: string): void {
    this.#nodes.push({
      name: `output ${output}`,
      opType: 'Identity',
      input: [value],
      output: [output],
      attributes: {},
    });
  }

  /** The nodes that outputs need, and the tensors that those need. */
  finish(outputs: readonly string[]): { nodes: OnnxNode[]; tensors: OnnxTensor[] } {
    const needed = new Set(outputs);
    const nodes: OnnxNode[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!node.output.some((name) => needed.has(name))) continue;
      nodes.push(node);
      for (const name of node.input) needed.add(name);
    }
    const tensors = [...this.#tensors.values()].filter(({ name }) => needed.has(name));
    return { nodes: nodes.reverse(), tensors };
  }
}

export const float = (value: number) => new Float(value);

export function bytesOf(values: Numbers): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
