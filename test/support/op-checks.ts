import { expect } from 'vitest';
import { differencesOf, numbersOf, type OpBench, type OpCase, type OpResult } from './ops.ts';

function expectSame(what: string, actual: OpResult, expected: OpResult, tolerance: number): void {
  const numbers = ({ value, gradients }: OpResult) => [value, ...gradients.flatMap((one) => [...one])];
  const [own, other] = [numbers(actual), numbers(expected)];
  expect(own.length, what).toBe(other.length);
  const scale = other.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const worst = other.reduce((most, value, i) => Math.max(most, Math.abs(own[i]! - value)), 0);
  expect(worst / scale, what).toBeLessThanOrEqual(tolerance);
}

/** Compiled equals op by op equals `cpu`, and the gradients are those that the values themselves tell. */
export async function checkOp(bench: OpBench, one: OpCase): Promise<void> {
  const inputs = one.shapes.map((shape, i) => numbersOf(shape, 10 + i));
  const eager = await bench.run(one, 'eager', inputs);
  expectSame('compiled beside op by op', await bench.run(one, 'compiled', inputs), eager, 1e-5);
  if (one.withoutCpu) await expect(bench.run(one, 'cpu', inputs)).rejects.toThrow();
  else expectSame('op by op beside cpu', eager, await bench.run(one, 'cpu', inputs), 1e-4);
  const { worst, linear } = await differencesOf(bench, one, one.withoutCpu ? 'eager' : 'cpu', inputs);
  expect(worst, 'gradients beside differences of values').toBeLessThanOrEqual(linear ? 2e-5 : 2e-2);
}
