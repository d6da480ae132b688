/** Checks a whole data set before training, so that nothing after it needs to check a number again. Pure. */
import * as z from 'zod';
import {
  type Column,
  type DataSource,
  type Dataset,
  type Feature,
  featuresOf,
  type HeldOut,
  type Split,
  type SplitName,
} from '../api/data.ts';
import { rangeOf } from '../api/ranges.ts';
import { LockstepError } from '../base/errors.ts';
import { columnOf } from './features.ts';
import { ARRAYS, columnWidth } from './records.ts';

const Head = z.looseObject({
  name: z.string(),
  provenance: z.string(),
  substitute: z.boolean(),
  classes: z.array(z.string()).optional(),
});

const NO_TEST = 'Give test: { length: 0, columns: [] } where there is none';

/**
 * The data set that a job's own load function gave, its test columns in the order of the training columns.
 * @throws LockstepError BAD_DATA that names the split, the column and what to do
 */
export function soundDataset(given: unknown): Dataset {
  const head = Head.safeParse(given);
  if (!head.success) {
    const { path, message } = head.error.issues[0]!;
    throw new LockstepError('BAD_DATA', `${path.join('.') || 'what the load function gives'}: ${message}`, {
      hint: 'Return { name, provenance, substitute, train, test } from the load function of the job',
    });
  }
  const { train, validation, test } = given as Dataset;
  checkColumns('train', train);
  if (validation !== undefined) checkColumns('validation', validation);
  checkColumns('test', test);
  if (train.length === 0) throw new LockstepError('BAD_DATA', 'the train split has no record');
  const { validation: _, ...others } = given as Dataset;
  return {
    ...others,
    ...(validation && validation.length > 0 && { validation: inOrderOf(train, validation, 'validation') }),
    test: inOrderOf(train, test, 'test'),
  };
}

/**
 * Checks that every record can be encoded as the job's features say.
 * @throws LockstepError BAD_INPUT when the job wants other columns, BAD_DATA for the first number that cannot be used
 */
export function checkFeatures(dataset: Dataset, source: DataSource): void {
  for (const feature of featuresOf(source)) {
    const isWeight = source.weights?.includes(feature) ?? false;
    for (const name of ['train', 'validation', 'test'] as const) {
      const split = dataset[name];
      if (split && (name === 'train' || split.length > 0)) checkValues(feature, name, split, isWeight);
    }
  }
}

function checkColumns(name: SplitName, split: Split | undefined): void {
  const { length, columns } = split ?? ({} as Partial<Split>);
  if (!Number.isSafeInteger(length) || length! < 0 || !Array.isArray(columns)) {
    throw new LockstepError('BAD_DATA', `the load function gives no ${name} split of { length, columns }`, {
      hint: name === 'test' ? NO_TEST : 'Return { ..., train: { length, columns }, test }',
    });
  }
  const names = columns.map((column) => column?.name);
  const twice = names.find((column, i) => names.indexOf(column) !== i);
  if (twice !== undefined) {
    throw new LockstepError('BAD_DATA', `${name} has two columns that are called ${twice}`, {
      hint: 'Give each column a name of its own',
    });
  }
  for (const column of columns) checkColumn(name, length!, column);
}

function checkColumn(split: SplitName, length: number, column: Column): void {
  const { name, type, shape, values } = column ?? ({} as Partial<Column>);
  const what = `column ${typeof name === 'string' && name ? name : '(without a name)'} of ${split}`;
  const refuse = (fault: string, hint: string) => {
    throw new LockstepError('BAD_DATA', `${what} ${fault}`, { hint });
  };
  if (typeof name !== 'string' || !name) refuse('has no name', 'Name each column');
  if (!Object.hasOwn(ARRAYS, type ?? '')) {
    refuse(`has type '${type}'`, `Use one of: ${Object.keys(ARRAYS).join(', ')}`);
  }
  if (!Array.isArray(shape) || !shape.every((side) => Number.isSafeInteger(side) && side > 0)) {
    refuse(
      `has shape [${shape}]`,
      'Give the shape of one record, without the number of records; [] is a number',
    );
  }
  const wanted = ARRAYS[type!];
  if (!(values instanceof wanted)) {
    const given = (values as object | undefined)?.constructor?.name ?? typeof values;
    refuse(`says ${type} and holds ${given}`, `Make it with ${wanted.name}.from(values)`);
  }
  const expected = length * columnWidth(column);
  if (values!.length !== expected) {
    refuse(
      `has ${values!.length} numbers, not the ${expected} of ${length} records`,
      'Make its length that of the split times its shape',
    );
  }
}

function inOrderOf(train: Split, other: Split, name: HeldOut): Split {
  if (other.length === 0) {
    return {
      length: 0,
      columns: train.columns.map((column) => ({ ...column, values: column.values.subarray(0, 0) })),
    };
  }
  const columns = train.columns.map((column) => {
    const found = other.columns.find((candidate) => candidate.name === column.name);
    const kind = ({ type, shape }: Column) => `${type} [${shape}]`;
    if (found && kind(found) === kind(column)) return found;
    const fault = found ? `is ${kind(found)}, in train it is ${kind(column)}` : 'is missing';
    throw new LockstepError('BAD_DATA', `column ${column.name} of ${name} ${fault}`, {
      hint: 'Give all splits the same columns',
    });
  });
  return { length: other.length, columns };
}

function checkValues(feature: Feature, split: SplitName, { columns }: Split, isWeight: boolean): void {
  const column = columns[columnOf(feature, columns)]!;
  const { name, encoding } = feature;
  const { min, max, whole } = rangeOf(column.values);
  const refuse = (bad: (value: number) => boolean, fault: string, hint: string) => {
    const at = (column.values as Float32Array).findIndex(bad);
    const record = Math.floor(at / columnWidth(column));
    const value = column.values[at];
    throw new LockstepError('BAD_DATA', `${name} ${value} of ${split} record ${record} ${fault}`, { hint });
  };
  if (!Number.isFinite(min) || !Number.isFinite(max)) {
    const hint = 'Fill in what is missing, or leave the record out';
    refuse((value) => !Number.isFinite(value), 'is not a finite number', hint);
  }
  if (isWeight && encoding.kind !== 'byClass' && min < 0) {
    refuse((value) => value < 0, 'is less than 0', 'Give weights of 0 and more');
  }
  if (encoding.kind === 'oneHot' && (!whole || min < 0 || max >= encoding.depth)) {
    const isClass = (value: number) => Number.isInteger(value) && value >= 0 && value < encoding.depth;
    const fault = `is not one of the classes 0 to ${encoding.depth - 1}`;
    refuse((value) => !isClass(value), fault, "Count classes from 0, or raise the encoding's depth");
  }
  if (encoding.kind === 'ids' && !whole) {
    const hint = "Give whole numbers, or the feature the encoding 'scale'";
    refuse((value) => !Number.isInteger(value), 'is not a whole number', hint);
  }
  if (encoding.kind === 'ids' && (min < -INT32 || max >= INT32)) {
    refuse((value) => value < -INT32 || value >= INT32, 'does not fit into int32', 'Use smaller ids');
  }
}

const INT32 = 2 ** 31;
