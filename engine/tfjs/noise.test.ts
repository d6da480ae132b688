/** Alpha dropout beside the formula of Klambauer et al. (2017) and its moments. */
import { createRequire } from 'node:module';
import type { Tensor } from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import { sfc32 } from '../../base/random.ts';
import { useAlphaDropout } from './noise.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;
const RATE = 0.2;
const SAMPLES = 20_000;

beforeAll(async () => {
  await tf.setBackend('cpu');
  useAlphaDropout(tf);
});

function normal(): Tensor {
  const random = sfc32(5, 5);
  const draw = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return tf.tensor2d(Float32Array.from({ length: SAMPLES }, draw), [SAMPLES, 1]);
}

test('it keeps mean 0 and variance 1, and drops to one value far below', () => {
  const x = normal();
  const y = (
    tf.layers.alphaDropout({ rate: RATE }).apply(x, { training: true }) as Tensor
  ).dataSync<'float32'>();
  const mean = y.reduce((sum, value) => sum + value, 0) / SAMPLES;
  const variance = y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / SAMPLES;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  // Equation 3 of the paper: all is scaled by a and moved by b.
  const low = -1.6732632423543772 * 1.0507009873554805;
  const a = ((1 - RATE) * (1 + RATE * low ** 2)) ** -0.5;
  const b = -a * low * RATE;
  const given = x.dataSync<'float32'>();
  const dropped = y.filter((value, i) => {
    const kept = Math.abs(value - (a * given[i]! + b)) < 1e-5;
    if (!kept) expect(value).toBeCloseTo(a * low + b, 5);
    return !kept;
  });
  expect(dropped.length / SAMPLES).toBeCloseTo(RATE, 1);
});

test('outside of training it changes nothing', () => {
  const x = normal();
  const y = tf.layers.alphaDropout({ rate: RATE }).apply(x) as Tensor;
  expect([...y.dataSync()]).toEqual([...x.dataSync()]);
});
