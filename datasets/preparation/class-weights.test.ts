import { expect, test } from 'vitest';
import type { Column, DataSource, Encoding } from '../../api/data.ts';
import { defineJob, type SupervisedJob } from '../../api/index.ts';
import { makeEncoder } from '../encode.ts';
import { memoryRecords, type RunData } from '../records.ts';
import { classWeightFeature } from './class-weights.ts';

const LABELS = [0, 0, 0, 0, 1, 1, 3, 3];
const column: Column = { name: 'label', type: 'uint8', shape: [], values: Uint8Array.from(LABELS) };
const train = { length: LABELS.length, columns: [column] };
const classes = ['cat', 'dog', 'eel', '0'];
const records = memoryRecords(train);
const dataset: RunData = {
  ...{ name: 'd', provenance: 'd', substitute: false, classes },
  train: records,
  test: records,
  close: async () => {},
};
const source: DataSource = {
  name: 'd',
  inputs: [{ name: 'x', column: 'label', shape: [1], encoding: { kind: 'scale', scale: 1 } }],
  targets: [{ name: 'y', column: 'label', shape: [4], encoding: { kind: 'oneHot', depth: 4 } }],
  loader: { kind: 'custom', load: () => Promise.reject(new Error('nothing is loaded here')) },
};
const jobWith = (classWeight: SupervisedJob['classWeight'], data = source) =>
  defineJob({
    name: 'weighted',
    data,
    model: () => {
      throw new Error('no test here makes a model');
    },
    optimizer: () => {
      throw new Error('no test here makes an optimizer');
    },
    loss: 'categoricalCrossentropy',
    batchSize: 4,
    epochs: 1,
    classWeight,
  });

test('balanced weights are those of scikit-learn; a class without samples counts 1', () => {
  // sklearn.utils.class_weight.compute_class_weight('balanced', classes=[0, 1, 3], y=LABELS)
  expect(classWeightFeature(jobWith('balanced'), dataset)).toEqual({
    name: 'class_weight',
    column: 'label',
    shape: [],
    encoding: { kind: 'byClass', weights: [8 / 12, 8 / 6, 1, 8 / 6] },
  });
});

test('classes are named by their names, else by their numbers; those not named count 1', () => {
  const weightsOf = (wish: Record<string, number>) =>
    classWeightFeature(jobWith(wish), dataset)!.encoding as Extract<Encoding, { kind: 'byClass' }>;
  expect(weightsOf({ dog: 3, 2: 5 }).weights).toEqual([1, 3, 5, 1]);
  // A class that is called 0 goes before the number 0.
  expect(weightsOf({ 0: 7 }).weights).toEqual([1, 1, 1, 7]);
  expect(() => weightsOf({ cow: 1 })).toThrow(/names the class cow, which the data does not have/);
  expect(classWeightFeature(jobWith(undefined), dataset)).toBeUndefined();
});

test('a batch has the weight of each sample\u2019s class beside its inputs and targets', () => {
  const weights = [classWeightFeature(jobWith({ cat: 2, dog: 0.5 }), dataset)!];
  const { batch } = makeEncoder({ ...source, weights }, train.columns, 4)(train, [0, 4, 6]);
  expect(batch.weights).toEqual([Float32Array.of(2, 0.5, 1)]);
  expect(batch.targets[0]!.length).toBe(12);
});

test('numbers are no classes, and several targets have no one class', () => {
  const numbers: DataSource = {
    ...source,
    targets: [{ name: 'y', column: 'label', shape: [1], encoding: { kind: 'scale', scale: 1 } }],
  };
  expect(() => classWeightFeature(jobWith('balanced', numbers), dataset)).toThrow(
    /target y holds numbers from 0 to 3/,
  );
  const two: DataSource = { ...source, targets: [source.targets[0]!, { ...source.targets[0]!, name: 'z' }] };
  expect(() => classWeightFeature(jobWith('balanced', two), dataset)).toThrow(/wants one target/);
});
