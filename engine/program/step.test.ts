import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import { applyAsKeras } from './step.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;

test("Adam's epsilon stands beside the uncorrected root, as in Keras", async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  const [rate, beta1, beta2, epsilon] = [0.1, 0.9, 0.999, 1e-3];
  const [optimizer, plain] = [0, 1].map(() => tf.train.adam(rate, beta1, beta2, epsilon));
  const [variable, other] = ['x', 'y'].map((name) => tf.variable(tf.scalar(1), true, name));
  let [x, m, v] = [1, 0, 0];
  for (const [i, gradient] of [1e-3, -2e-3, 5e-4, 3e-3].entries()) {
    applyAsKeras(tf, optimizer!, [{ name: 'x', tensor: tf.scalar(gradient) }]);
    plain!.applyGradients([{ name: 'y', tensor: tf.scalar(gradient) }]);
    m += (1 - beta1) * (gradient - m);
    v += (1 - beta2) * (gradient ** 2 - v);
    const alpha = (rate * Math.sqrt(1 - beta2 ** (i + 1))) / (1 - beta1 ** (i + 1));
    x -= (alpha * m) / (Math.sqrt(v) + epsilon);
    expect(variable!.dataSync()[0]).toBeCloseTo(x, 5);
  }
  // tfjs by itself has it beside the corrected one.
  expect(Math.abs(other!.dataSync()[0]! - x)).toBeGreaterThan(0.01);
});
