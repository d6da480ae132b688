import { type Attribute, attribute, type Op, type ValueType } from '../trace.ts';
import type { View } from './views.ts';

/** The op of native/tensorflow/elementwise.h, which has the contract of its attributes. */
export const ELEMENTWISE = 'LockstepElementwise';

/** Elementwise ops of one shape, of which such an op runs one or several programs. */
export interface Program {
  readonly rows: number;
  readonly columns: number;
  /** Of values; the program's own products are -1, -2 and so on. */
  readonly views: readonly View[];
  readonly ops: readonly string[];
  /** Four numbers an op: its operands, of which those below the number of views are views, the others results. */
  readonly code: readonly number[];
  readonly stores: readonly Store[];
  readonly products: readonly Factors[];
}

/** Where a result goes: into the value `value`. */
export interface Store {
  readonly operand: number;
  readonly value: number;
  readonly offset: number;
  readonly rowStride: number;
}

/** A product of matrices: the left one begins at `offset` of a value, the right one is packed. */
export interface Factors {
  readonly left: number;
  readonly offset: number;
  readonly right: number;
  /** Rows, depth and columns. */
  readonly sides: readonly [number, number, number];
}

/** The op that runs `programs` in order. */
export function opOf(
  programs: readonly Program[],
  outputs: readonly number[],
  types: readonly ValueType[],
): Op {
  const own = new Set(outputs);
  const read = [
    ...programs.flatMap(({ views }) => views.map(({ value }) => value)),
    ...programs.flatMap(({ products }) => products.flatMap(({ left, right }) => [left, right])),
  ];
  const inputs = [...new Set(read)].filter((value) => value >= 0 && !own.has(value));
  const tensors = new Map([...inputs, ...outputs].map((value, number) => [value, number]));
  const numberOf = (value: number) => (value < 0 ? tensors.size - 1 - value : tensors.get(value)!);
  const outputOf = new Map(outputs.map((value, number) => [value, number]));
  const integers = (name: string, value: number | readonly number[]): Attribute => ({
    name,
    kind: 'int',
    value,
  });
  const all = <T>(list: (program: Program) => readonly T[]) => programs.flatMap(list);
  const products = all((program) =>
    program.products.flatMap(({ left, offset, right, sides }) => [
      numberOf(left),
      offset,
      numberOf(right),
      ...sides,
    ]),
  );
  const counts = all(({ views, ops, stores, products }) => [
    views.length,
    ops.length,
    stores.length,
    products.length,
  ]);
  return {
    name: ELEMENTWISE,
    attributes: [
      integers('N', inputs.length),
      integers('M', outputs.length),
      integers(
        'space',
        all(({ rows, columns }) => [rows, columns]),
      ),
      integers(
        'views',
        all(({ views }) =>
          views.flatMap(({ value, offset, rowStride, columnStride }) => [
            numberOf(value),
            offset,
            rowStride,
            columnStride,
          ]),
        ),
      ),
      { name: 'ops', kind: 'string', value: all(({ ops }) => ops) },
      integers(
        'code',
        all(({ code }) => code),
      ),
      integers(
        'stores',
        all(({ stores }) =>
          stores.flatMap(({ operand, value, offset, rowStride }) => [
            operand,
            outputOf.get(value)!,
            offset,
            rowStride,
          ]),
        ),
      ),
      integers(
        'shapes',
        outputs.flatMap((value) => [types[value]!.shape.length, ...types[value]!.shape]),
      ),
      ...(products.length > 0 ? [integers('products', products)] : []),
      ...(programs.length > 1 ? [integers('programs', counts)] : []),
    ],
    inputs,
    outputs,
  };
}

/** The programs of such an op. */
export function programsOf(op: Op): Program[] {
  const rest = (name: string) => [...((attribute(op, name) ?? []) as readonly unknown[])];
  const numbers = (name: string) => rest(name) as number[];
  const [space, views, code, stores, products] = ['space', 'views', 'code', 'stores', 'products'].map(
    numbers,
  );
  const ops = rest('ops') as string[];
  const counts = numbers('programs');
  if (counts.length === 0) {
    counts.push(views!.length / 4, ops.length, stores!.length / 4, products!.length / 6);
  }
  const values = [...op.inputs, ...op.outputs];
  const valueAt = (number: number) => values[number] ?? values.length - 1 - number;
  const taken = new Map<readonly unknown[], number>();
  const take = <T>(list: readonly T[], count: number): T[] => {
    const start = taken.get(list) ?? 0;
    taken.set(list, start + count);
    return list.slice(start, start + count);
  };
  const entries = (list: readonly number[], count: number, size: number) =>
    Array.from({ length: count }, () => take(list, size));
  return entries(counts, counts.length / 4, 4).map(([viewCount, opCount, storeCount, productCount]) => {
    const [rows, columns] = take(space!, 2);
    return {
      rows: rows!,
      columns: columns!,
      views: entries(views!, viewCount!, 4).map(([tensor, offset, rowStride, columnStride]) => ({
        value: valueAt(tensor!),
        offset: offset!,
        rowStride: rowStride!,
        columnStride: columnStride as 0 | 1,
      })),
      ops: take(ops, opCount!),
      code: take(code!, 4 * opCount!),
      stores: entries(stores!, storeCount!, 4).map(([operand, output, offset, rowStride]) => ({
        operand: operand!,
        value: op.outputs[output!]!,
        offset: offset!,
        rowStride: rowStride!,
      })),
      products: entries(products!, productCount!, 6).map(([left, offset, right, ...sides]) => ({
        left: valueAt(left!),
        offset: offset!,
        right: valueAt(right!),
        sides: sides as [number, number, number],
      })),
    };
  });
}
