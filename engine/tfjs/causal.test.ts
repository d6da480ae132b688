import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import { numbersOf } from '../../test/support/ops.ts';
import { useCausalConvolutions } from './causal.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  useCausalConvolutions(tf);
});

test.each([
  [1, 1],
  [1, 3],
  [2, 1],
])('a causal convolution with stride %i and dilation %i sees what was before', (strides, dilationRate) => {
  const [length, inside, filters, kernelSize] = [9, 2, 3, 3];
  const layer = tf.layers.conv1d({ filters, kernelSize, strides, dilationRate, padding: 'causal' });
  const x = tf.tensor(numbersOf([1, length, inside], 1), [1, length, inside]);
  const output = layer.apply(x) as ReturnType<typeof tf.tensor>;
  expect(layer.computeOutputShape([null, length, inside])).toEqual([null, output.shape[1], filters]);
  expect((layer.getConfig() as { padding: string }).padding).toBe('causal');
  const [kernel] = layer.getWeights();
  const [values, weights] = [x.dataSync(), kernel!.dataSync()];
  const expected: number[] = [];
  for (let t = 0; t < length; t += strides) {
    for (let filter = 0; filter < filters; filter++) {
      let sum = 0;
      for (let k = 0; k < kernelSize; k++) {
        const at = t - (kernelSize - 1 - k) * dilationRate;
        for (let c = 0; at >= 0 && c < inside; c++) {
          sum += values[at * inside + c]! * weights[(k * inside + c) * filters + filter]!;
        }
      }
      expected.push(sum);
    }
  }
  expect(output.size).toBe(expected.length);
  for (const [i, value] of output.dataSync().entries()) expect(value).toBeCloseTo(expected[i]!, 5);
});
