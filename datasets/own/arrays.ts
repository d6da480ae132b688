import type { LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Target } from '../../api/prepared.ts';
import { sizeOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import type { NumberArray } from '../formats/npy.ts';
import { npzRows } from '../formats/npz-rows.ts';
import { BadRow, type Row } from '../formats/rows.ts';
import { findFiles } from '../sources/find.ts';
import { exactly } from './exactly.ts';
import { type OwnSource, targetIn } from './source.ts';
import { targetColumn, targetValues } from './target.ts';
import { WEIGHT, WEIGHT_FEATURES, weightColumns, weightValues } from './weight.ts';

const MOST_CLASSES = 10_000;

type Options = Extract<FileLoader, { kind: 'npz' }>['options'];

/** Arrays of an `.npz`, each `[samples, ...shape]`. */
export function arraysSource(
  { path, options }: Extract<FileLoader, { kind: 'npz' }>,
  context: LoadContext,
): OwnSource {
  const { inputs, target: name, sampleWeight, scale } = options;
  const names = [...inputs, name, ...(sampleWeight === undefined ? [] : [sampleWeight])];
  return {
    open: async (given) => {
      const [file, another] = await findFiles(given, context);
      if (!another) return npzRows(file!, names);
      throw new LockstepError('BAD_INPUT', `${given} matches several files, and arrays are read from one`, {
        hint: 'Name one file',
      });
    },
    async learn(rows) {
      let first: Row | undefined;
      const learner = new TargetLearner(options);
      const wide = new Set<string>();
      await rows.learn((row) => {
        first ??= row;
        for (const array of names) if (!isNarrow(row, array)) wide.add(array);
        learner.take(row);
      });
      if (!first) throw new LockstepError('BAD_DATA', `${path} has no sample to train on`);
      const types = inputs.map((input) => typeOf(arrayIn(first!, input), wide.has(input)));
      return {
        inputs: inputs.map((input, i) => ({
          name: input,
          column: input,
          shape: arrayIn(first!, input).shape,
          encoding:
            types[i] === 'int32' && scale === undefined
              ? { kind: 'ids' }
              : { kind: 'scale', scale: scale ?? 1 },
        })),
        targets: [],
        ...(sampleWeight !== undefined && { weights: WEIGHT_FEATURES }),
        raw: { kind: 'arrays', types },
        target: learner.target(),
      };
    },
    encoder(prepared) {
      const types = prepared.raw.kind === 'arrays' ? (prepared.raw.types ?? []) : [];
      const target = targetIn(prepared);
      return {
        columns: [
          ...prepared.inputs.map(({ column, shape }, i) => ({
            name: column,
            type: types[i] ?? 'float32',
            shape: [...shape],
          })),
          targetColumn(target),
          ...weightColumns(sampleWeight),
        ],
        encode(row) {
          const arrays = prepared.inputs.map(({ column, shape }, i) => {
            const array = arrayIn(row, column);
            if (String(array.shape) === String(shape))
              return exactly(types[i] ?? 'float32', array.values, `${row.at}: ${column}`);
            throw new BadRow(`${row.at}: ${column} has shape [${array.shape}], in training [${shape}]`);
          });
          const { values } = arrayIn(row, name);
          if (target.kind === 'classes' && !(values[0]! >= 0 && values[0]! < target.classes.length)) {
            throw new BadRow(`${row.at}: class ${values[0]} of ${target.name} is in no training sample`);
          }
          return [...arrays, targetValues(target, values), ...weightsIn(row, sampleWeight)];
        },
      };
    },
  };
}

function arrayIn({ cells }: Row, name: string): NumberArray {
  return cells[name] as NumberArray;
}

/** @param wide whether a sample has integers beyond int32 */
function typeOf({ values, integers }: NumberArray, wide: boolean): 'uint8' | 'int32' | 'float32' {
  if (values instanceof Uint8Array) return 'uint8';
  return integers && !wide ? 'int32' : 'float32';
}

/** Whether integers of a sample fit into int32. @throws BadRow for one that has lost digits */
function isNarrow(row: Row, name: string): boolean {
  const { values, integers } = arrayIn(row, name);
  if (!integers || !(values instanceof Float64Array)) return true;
  const inexact = values.find((value) => !Number.isSafeInteger(value));
  if (inexact === undefined) return values.every((value) => value === (value | 0));
  throw new BadRow(`${row.at}: ${name} holds ${inexact}, beyond 2^53`, 'Number such names from 0');
}

function weightsIn(row: Row, name: string | undefined): Float32Array[] {
  if (name === undefined) return [];
  return weightValues({ at: row.at, cells: { [WEIGHT]: arrayIn(row, name).values[0] } }, WEIGHT);
}

/** Whole numbers of one an entry are classes, others are numbers. */
class TargetLearner {
  readonly #options: Options;
  #shape: readonly number[] = [];
  #whole = true;
  #floats = false;
  #most = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  take(row: Row): void {
    const { shape, values, integers } = arrayIn(row, this.#options.target);
    this.#shape = shape;
    this.#floats = !integers;
    this.#whole &&= values.length === 1 && Number.isInteger(values[0]) && values[0]! >= 0;
    this.#most = Math.max(this.#most, values[0]!);
  }

  /** @throws LockstepError BAD_DATA where classes are asked for and the numbers cannot be some */
  target(): Target {
    const { target, task } = this.#options;
    if (task === 'classification' || (task === undefined && this.#whole && !this.#floats)) {
      if (this.#whole && this.#most >= MOST_CLASSES) {
        throw new LockstepError(
          'BAD_DATA',
          `${target} holds class ${this.#most}; the most is ${MOST_CLASSES - 1}`,
          {
            hint: "Number the classes from 0, or say task: 'regression'",
          },
        );
      }
      if (this.#whole) {
        const classes = Array.from({ length: this.#most + 1 }, (_, i) => String(i));
        return { kind: 'classes', name: target, classes };
      }
      const fault = `target ${target} is not one whole number a sample, as classes are`;
      throw new LockstepError('BAD_DATA', fault, { hint: "Save class numbers, or say task: 'regression'" });
    }
    const width = sizeOf(this.#shape);
    const names = width === 1 ? [target] : Array.from({ length: width }, (_, i) => `${target}[${i}]`);
    return { kind: 'numbers', names };
  }
}
