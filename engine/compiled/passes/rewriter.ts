import { type Attribute, attribute, INT32, type Op, type Trace, type ValueType } from '../trace.ts';

/** Values that take the place of an op's outputs; undefined keeps the op. */
export type Rule = (op: Op, rewriter: Rewriter) => readonly number[] | undefined;

/** A trace while it is written anew. Rules see each op with its inputs already replaced. */
export class Rewriter {
  readonly types: ValueType[];
  readonly constants: Map<number, Uint8Array>;
  readonly #ops: Op[] = [];
  /** By value, as is `#replaced`: lists, which are several times as fast as maps. */
  readonly #producers: (Op | undefined)[];
  readonly #replaced: (number | undefined)[];
  /** By name of the op, then by its only input. */
  readonly #unary = new Map<string, Map<number, number>>();

  constructor({ types, constants }: Trace) {
    this.types = [...types];
    this.constants = new Map(constants);
    this.#producers = new Array(types.length);
    this.#replaced = new Array(types.length);
  }

  /** What stands for a value now. */
  current(value: number): number {
    return this.#replaced[value] ?? value;
  }

  /** The op with what its inputs are now. */
  seen(op: Op): Op {
    const { name, attributes, inputs, outputs } = op;
    if (inputs.every((value) => this.#replaced[value] === undefined)) return op;
    return { name, attributes, inputs: inputs.map((value) => this.current(value)), outputs };
  }

  producer(value: number): Op | undefined {
    return this.#producers[value];
  }

  /** What the op `name` of `value` alone gives, where there is one already. */
  consumer(name: string, value: number): number | undefined {
    return this.#unary.get(name)?.get(value);
  }

  shape(value: number): readonly number[] {
    return this.types[value]!.shape;
  }

  keep(op: Op): void {
    this.#ops.push(op);
    for (const value of op.outputs) this.#producers[value] = op;
    if (op.inputs.length !== 1) return;
    const ofName = this.#unary.get(op.name) ?? new Map<number, number>();
    this.#unary.set(op.name, ofName.set(op.inputs[0]!, op.outputs[0]!));
  }

  replace(value: number, by: number): void {
    this.#replaced[value] = by;
  }

  /** Adds an op; gives its outputs. */
  add(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: readonly ValueType[],
  ): readonly number[] {
    const values = outputs.map((type) => this.#define(type));
    this.keep({ name, attributes, inputs, outputs: values });
    return values;
  }

  constant(type: ValueType, bytes: Uint8Array): number {
    const value = this.#define(type);
    this.constants.set(value, bytes);
    return value;
  }

  /** An int32 constant: a scalar, or a list. */
  integers(values: number | readonly number[]): number {
    const list = typeof values === 'number' ? [values] : values;
    const shape = typeof values === 'number' ? [] : [values.length];
    return this.constant({ dtype: INT32, shape }, new Uint8Array(Int32Array.from(list).buffer));
  }

  /** The same numbers in another shape, with no more than one op. */
  reshape(value: number, shape: readonly number[]): number {
    let source = value;
    for (let op = this.producer(source); op?.name === 'Reshape'; op = this.producer(source)) {
      source = op.inputs[0]!;
    }
    if (same(this.shape(source), shape)) return source;
    const { dtype } = this.types[source]!;
    const attributes = [typeAttribute('T', dtype), typeAttribute('Tshape', INT32)];
    return this.add('Reshape', attributes, [source, this.integers(shape)], [{ dtype, shape }])[0]!;
  }

  /** Tensors of equal type one after another along `axis`. */
  concat(values: readonly number[], axis: number): number {
    if (values.length === 1) return values[0]!;
    const { dtype, shape } = this.types[values[0]!]!;
    const length = values.reduce((sum, value) => sum + this.shape(value)[axis]!, 0);
    const attributes: Attribute[] = [
      typeAttribute('T', dtype),
      typeAttribute('Tidx', INT32),
      { name: 'N', kind: 'int', value: values.length },
    ];
    const type = { dtype, shape: shape.with(axis, length) };
    return this.add('ConcatV2', attributes, [...values, this.integers(axis)], [type])[0]!;
  }

  /** The reverse of `concat`: pieces of the given lengths along `axis`. */
  split(value: number, lengths: readonly number[], axis: number): readonly number[] {
    const { dtype, shape } = this.types[value]!;
    const attributes: Attribute[] = [
      typeAttribute('T', dtype),
      typeAttribute('Tlen', INT32),
      { name: 'num_split', kind: 'int', value: lengths.length },
    ];
    const types = lengths.map((length) => ({ dtype, shape: shape.with(axis, length) }));
    return this.add('SplitV', attributes, [value, this.integers(lengths), this.integers(axis)], types);
  }

  #define(type: ValueType): number {
    return this.types.push(type) - 1;
  }

  /** The new trace; its ops stand in an order in which they can run. */
  finish({ inputs, outputs }: Trace): Trace {
    const { types, constants } = this;
    return {
      types,
      inputs,
      constants,
      ops: this.#ops,
      outputs: outputs.map((value) => this.current(value)),
    };
  }
}

/** Writes a trace anew, giving each op in order to `rule`. */
export function rewrite(trace: Trace, rule: Rule): Trace {
  const rewriter = new Rewriter(trace);
  for (const op of trace.ops) {
    const seen = rewriter.seen(op);
    const values = rule(seen, rewriter);
    if (values) for (const [i, value] of op.outputs.entries()) rewriter.replace(value, values[i]!);
    else rewriter.keep(seen);
  }
  return rewriter.finish(trace);
}

/** Uses of each value, as an input or an output. */
export function countUses({ ops, outputs }: Trace): Map<number, number> {
  const uses = new Map<number, number>();
  const use = (value: number) => uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const { inputs } of ops) for (const value of inputs) use(value);
  for (const value of outputs) use(value);
  return uses;
}

/** By value: the op that gives it. */
export function producersOf({ types, ops }: Trace): readonly (Op | undefined)[] {
  const producers = new Array<Op | undefined>(types.length);
  for (const op of ops) for (const value of op.outputs) producers[value] = op;
  return producers;
}

/** Puts ops after those they depend on, else as they stand. */
export function sorted(trace: Trace): Trace {
  const producers = producersOf(trace);
  const ops: Op[] = [];
  const placed = new Set<Op>();
  const isMissing = (value: number) => producers[value] !== undefined && !placed.has(producers[value]);
  for (const root of trace.ops) {
    if (placed.has(root)) continue;
    // By hand, since chains of thousands of ops would overflow the stack.
    const stack = [root];
    while (stack.length > 0) {
      const op = stack.at(-1)!;
      const missing = op.inputs.find(isMissing);
      if (missing !== undefined) {
        stack.push(producers[missing]!);
        continue;
      }
      stack.pop();
      ops.push(op);
      placed.add(op);
    }
  }
  return { ...trace, ops };
}

/** Items by what `key` gives, in order. */
export function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

export function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

export const typeAttribute = (name: string, value: number): Attribute => ({ name, kind: 'type', value });

export const flag = (name: string, value: boolean): Attribute => ({ name, kind: 'bool', value });

export const isSet = (op: Op, name: string): boolean => attribute(op, name) === true;
