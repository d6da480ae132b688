import type { Column, ColumnArray, ColumnType, Split } from '../../api/data.ts';
import { sizeOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';

const ARRAYS = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array };

/** Most bytes of one column: what a typed array of Node's holds. */
const MOST_BYTES = 4 * 1024 ** 3;

/** A column of samples while it is being filled; it grows as they come. */
export class ColumnBuilder<Type extends ColumnType = ColumnType> {
  readonly #name: string;
  readonly #type: Type;
  readonly #shape: readonly number[];
  readonly width: number;
  #values: InstanceType<(typeof ARRAYS)[Type]>;
  #length = 0;

  constructor(name: string, type: Type, shape: readonly number[], capacity = 256) {
    this.#name = name;
    this.#type = type;
    this.#shape = shape;
    this.width = sizeOf(shape);
    this.#values = this.#allocate(Math.max(1, capacity));
  }

  /** Room for the next sample, `width` numbers, to be filled at once. @throws LockstepError BAD_DATA beyond 4 GiB */
  next(): InstanceType<(typeof ARRAYS)[Type]> {
    const { width } = this;
    if ((this.#length + 1) * width > this.#values.length) {
      const grown = this.#allocate(2 * this.#length);
      grown.set(this.#values as never);
      this.#values = grown;
    }
    const start = this.#length++ * width;
    return this.#values.subarray(start, start + width) as InstanceType<(typeof ARRAYS)[Type]>;
  }

  /** Takes the last sample back. */
  drop(): void {
    this.#length--;
  }

  get length(): number {
    return this.#length;
  }

  column(): Column {
    const values = this.#values.subarray(0, this.#length * this.width) as ColumnArray;
    return { name: this.#name, type: this.#type, shape: this.#shape, values };
  }

  #allocate(samples: number): InstanceType<(typeof ARRAYS)[Type]> {
    const array = ARRAYS[this.#type];
    if (samples * this.width * array.BYTES_PER_ELEMENT > MOST_BYTES) {
      throw new LockstepError('BAD_DATA', `column ${this.#name} has more than ${MOST_BYTES} bytes`, {
        hint: 'Take fewer or smaller samples',
      });
    }
    return new array(samples * this.width) as InstanceType<(typeof ARRAYS)[Type]>;
  }
}

/** The split that columns make, which were filled sample by sample. */
export function splitOf(builders: readonly ColumnBuilder[]): Split {
  return { length: builders[0]?.length ?? 0, columns: builders.map((builder) => builder.column()) };
}
