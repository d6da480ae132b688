import { expect, test } from 'vitest';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { allReduce } from '../index.ts';
import { narrow, widen } from './bfloat16.ts';

test('rounds to the nearest bfloat16, ties to even, and keeps the odd ones', () => {
  // 1 + k * 2^-8: bfloat16 has 1, 1 + 2^-7, 1 + 2^-6.
  const values = Float32Array.of(1, 1 + 2 ** -8, 1 + 3 * 2 ** -8, -0, Infinity, 3.4e38, NaN, 1e-40);
  const halves = narrow(values);
  const wanted = [1, 1, 1 + 2 ** -6, -0, Infinity, Infinity, NaN];
  expect([...values].slice(0, 7)).toEqual(wanted);
  const widened = new Float32Array(8);
  widen(halves, widened, false);
  expect([...widened]).toEqual([...values]);
  widen(halves, widened, true);
  expect(widened[2]).toBe(2 * wanted[2]!);
});

test.each([2, 3, 5, 8])('world %i: half the bytes, equal bits, an error of a few 2^-9', async (world) => {
  const length = 100_000;
  const ranks = MemoryTransport.mesh(world);
  const inputs = ranks.map(({ rank }) => Float32Array.from({ length }, (_, i) => Math.sin(i + 17 * rank)));
  const buffers = inputs.map((values) => values.slice());
  const { signal } = new AbortController();
  await Promise.all(
    ranks.map((rank, r) => allReduce(rank, buffers[r]!, { step: 0, bucket: 0 }, signal, 'bf16')),
  );
  const [first, ...others] = buffers.map(({ buffer }) => Buffer.from(buffer));
  expect(others.every((other) => other.equals(first!))).toBe(true);
  const wrong = buffers[0]!.findIndex((sum, i) => {
    const exact = inputs.reduce((total, values) => total + values[i]!, 0);
    const scale = inputs.reduce((total, values) => total + Math.abs(values[i]!), 0);
    return !(Math.abs(sum - exact) <= scale * world * 2 ** -8);
  });
  expect(wrong).toBe(-1);
  const most = Math.max(...ranks.map(({ sent }) => sent.bytes));
  expect(most).toBeLessThan((2 * 2 * length * (world - 1)) / world + 8 * world);
});
