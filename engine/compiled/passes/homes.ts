import { sizeOf } from '../../../base/arrays.ts';
import { FLOAT32, type Op, type Trace, type ValueType } from '../trace.ts';
import { ELEMENTWISE, type Program } from './programs.ts';
import type { Piece } from './views.ts';

/** Fused ops that become one, in order. */
export type Chain = readonly Op[];

/** An op that puts pieces together, which `chain` does in its place. */
export interface Join {
  readonly op: Op;
  readonly chain: Chain;
  readonly pieces: readonly Piece[];
}

/** Where a value's numbers lie one after another: from `offset` on in the value `value`. */
interface Home {
  readonly value: number;
  readonly offset: number;
}

/** By value: where it is written; it is read from the first. A value that is not here lies by itself. */
export type Homes = ReadonlyMap<number, readonly Home[]>;

/** Numbers of a line of the cache, with which a value begins. */
const LINE = 16;

/**
 * Finds places for what chains compute: in what it is joined to; by itself where other ops read it; with all that other fused
 * ops read; or where what only its own chain reads takes turns. Adds values for the last two to `types`.
 * @returns also the outputs of each chain
 */
export function homesOf(trace: Trace, chains: readonly Chain[], joins: readonly Join[], types: ValueType[]) {
  const joined = new Set(joins.map(({ op }) => op));
  const others = trace.ops.filter((op) => op.name !== ELEMENTWISE && !joined.has(op));
  const apart = new Set([...trace.outputs, ...others.flatMap(({ inputs }) => inputs)]);
  const readers = new Map<number, Set<Chain | undefined>>();
  const reads = (value: number, by: Chain | undefined) => {
    const list = readers.get(value);
    if (list) list.add(by);
    else readers.set(value, new Set([by]));
  };
  const chainOf = new Map(chains.flatMap((chain) => chain.map((op) => [op, chain] as const)));
  for (const op of trace.ops) {
    if (op.name === ELEMENTWISE) for (const value of op.inputs) reads(value, chainOf.get(op));
  }
  for (const { chain, pieces } of joins) for (const { value } of pieces) reads(value, chain);

  const homes = new Map<number, Home[]>();
  const add = (value: number, home: Home) => homes.set(value, [...(homes.get(value) ?? []), home]);
  const define = (size: number) => types.push({ dtype: FLOAT32, shape: [size] }) - 1;
  const outputs = new Map<Chain, readonly number[]>();
  for (const chain of chains) {
    const values = chain.flatMap((op) => op.outputs);
    const own = new Set(values);
    const results = joins.filter((join) => join.chain === chain);
    for (const { op, pieces } of results) {
      for (const { value, offset } of pieces) {
        if (own.has(value)) add(value, { value: op.outputs[0]!, offset });
      }
    }
    const alone = values.filter((value) => apart.has(value));
    for (const value of alone) add(value, { value, offset: 0 });
    const rest = values.filter((value) => !homes.has(value));
    const readElsewhere = (value: number) =>
      [...(readers.get(value) ?? [])].some((reader) => reader !== chain);
    const given = [...results.map(({ op }) => op.outputs[0]!), ...alone];
    for (const kept of [true, false]) {
      const { offsets, size } = offsetsOf(
        chain,
        types,
        new Set(rest.filter((value) => readElsewhere(value) === kept)),
        kept,
      );
      if (size === 0) continue;
      const buffer = define(size);
      given.push(buffer);
      for (const [value, offset] of offsets) add(value, { value: buffer, offset });
    }
    outputs.set(chain, given);
  }
  return { homes: homes as Homes, outputs };
}

/** Places for `values` in one tensor; those that are not `kept` leave theirs to others once the chain has read them. */
function offsetsOf(chain: Chain, types: readonly ValueType[], values: ReadonlySet<number>, kept: boolean) {
  const lastUse = new Map<number, number>();
  for (const [step, { inputs, outputs }] of chain.entries()) {
    for (const value of [...inputs, ...outputs]) if (values.has(value)) lastUse.set(value, step);
  }
  const offsets = new Map<number, number>();
  const free = new Map<number, number[]>();
  let size = 0;
  for (const [step, op] of chain.entries()) {
    const sizeIn = (value: number) => LINE * Math.ceil(sizeOf(types[value]!.shape) / LINE);
    for (const value of op.outputs.filter((value) => values.has(value))) {
      const numbers = sizeIn(value);
      const before = free.get(numbers)?.pop();
      offsets.set(value, before ?? size);
      if (before === undefined) size += numbers;
    }
    if (kept) continue;
    for (const value of new Set([...op.inputs, ...op.outputs])) {
      if (lastUse.get(value) !== step) continue;
      const numbers = sizeIn(value);
      free.set(numbers, [...(free.get(numbers) ?? []), offsets.get(value)!]);
    }
  }
  return { offsets, size };
}

/** The same program, which reads and writes what it does where that lies. */
export function moved(program: Program, homes: Homes): Program {
  const { views, products, stores } = program;
  return {
    ...program,
    views: views.map((view) => {
      const [home] = homes.get(view.value) ?? [];
      return home ? { ...view, value: home.value, offset: home.offset + view.offset } : view;
    }),
    products: products.map((product) => {
      const [home] = homes.get(product.left) ?? [];
      return home ? { ...product, left: home.value, offset: home.offset + product.offset } : product;
    }),
    stores: stores.flatMap((store) =>
      (homes.get(store.value) ?? [{ value: store.value, offset: 0 }]).map(({ value, offset }) => ({
        ...store,
        value,
        offset: offset + store.offset,
      })),
    ),
  };
}
