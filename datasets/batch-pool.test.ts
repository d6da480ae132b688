import { expect, test } from 'vitest';
import type { DataSource } from '../api/data.ts';
import { BatchPool } from './batch-pool.ts';

const FEATURES: Pick<DataSource, 'inputs' | 'targets'> = {
  inputs: [{ name: 'x', column: 'x', shape: [2], encoding: { kind: 'scale', scale: 1 } }],
  targets: [{ name: 'id', column: 'id', shape: [], encoding: { kind: 'ids' } }],
};

const numbered = (pool: BatchPool, number: number) => pool.take(2, (array) => array.fill(number));

test('memory is used again when the last holder has released it, and not before', () => {
  const pool = new BatchPool(FEATURES, 3, 2);
  const [first, second] = [numbered(pool, 1), numbered(pool, 2)];
  expect(first.batch).toEqual({
    size: 2,
    inputs: [Float32Array.of(1, 1, 1, 1)],
    targets: [Int32Array.of(1, 1)],
  });
  first.hold();
  first.release();
  expect(() => numbered(pool, 3)).toThrow(/all earlier ones are held/);
  first.release();
  expect(numbered(pool, 3).batch.inputs[0]!.buffer).toBe(first.batch.inputs[0]!.buffer);
  expect(second.batch.targets).toEqual([Int32Array.of(2, 2)]);
});

test('a batch cannot be released, or held, after its release', () => {
  const held = numbered(new BatchPool(FEATURES, 3, 1), 1);
  held.release();
  expect(() => held.release()).toThrow(/used after its release/);
  expect(() => held.hold()).toThrow(/used after its release/);
});

test('a filling that fails leaves the memory free', () => {
  const pool = new BatchPool(FEATURES, 3, 1);
  const fail = () => {
    throw new Error('no such class');
  };
  expect(() => pool.take(2, fail)).toThrow('no such class');
  expect(numbered(pool, 4).batch.targets).toEqual([Int32Array.of(4, 4)]);
});

test('poisoned memory shows whoever still reads it', () => {
  const held = numbered(new BatchPool(FEATURES, 3, 1, true), 1);
  const { batch } = held;
  held.release();
  expect([...batch.inputs[0]!]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  expect([...batch.targets[0]!]).toEqual([-(2 ** 31), -(2 ** 31)]);
});
