import { expect, test } from 'vitest';
import { layerTrace } from '../../test/support/sparse.ts';
import { inPlace } from './in-place.ts';
import { Rewriter } from './passes/rewriter.ts';
import { sparseProducts } from './passes/sparse.ts';
import { FLOAT32, INT32, type Trace } from './trace.ts';

test('outputs that are sums of rows by number are found, but for those that something else reads', () => {
  const float = (...shape: number[]) => ({ dtype: FLOAT32, shape });
  const types = [float(3, 2), { dtype: INT32, shape: [3] }];
  const inputs = new Map([
    ['rows', 0],
    ['numbers', 1],
  ]);
  const empty: Trace = { types, inputs, constants: new Map(), ops: [], outputs: [] };
  const rewriter = new Rewriter(empty);
  const sum = () => rewriter.add('UnsortedSegmentSum', [], [0, 1, rewriter.integers(5)], [float(5, 2)])[0]!;
  const [alone, read] = [sum(), sum()];
  const [negative] = rewriter.add('Neg', [], [read], [float(5, 2)]);
  const outputs = [negative!, alone, read];
  const trace = rewriter.finish({ ...empty, outputs });
  const scatter = { op: 'LockstepScatter', inputs: [0, 1], attr: { segments: { i: 5 } } };
  expect(inPlace(trace, outputs)).toEqual([{ output: 1, ...scatter }]);
});

test('so is the gradient of a first layer', () => {
  const trace = sparseProducts(new Set(['x']))(layerTrace({ batch: 32, features: 784, units: 64 }));
  const gradient = { output: 1, op: 'LockstepSparseGradientInPlace', inputs: [0, 3], attr: {} };
  expect(inPlace(trace, trace.outputs)).toEqual([gradient]);
});
