import { expect } from 'vitest';
import type { Program } from './program.ts';
import { digestOf, furthest, recorded } from './recorded.ts';
import { run, type Way } from './run.ts';

const expected = recorded();

/** Off by rounding: sums in another order, and three steps of training on them. */
const WITHIN = 2e-5;

/** Holds a program to what Keras makes of it, or to the words that it is refused with. */
export async function hold(program: Program, way: Way): Promise<void> {
  const { refused, within = WITHIN } = program;
  if (refused) {
    const refusal = { code: 'BAD_INPUT', message: expect.stringContaining(refused) };
    await expect(run(program, way)).rejects.toMatchObject(refusal);
    return;
  }
  const known = expected[program.name];
  expect(known?.of, 'Keras was asked about another program: npm run programs').toBe(digestOf(program));
  if ('error' in known!.outcome) throw new Error(`Keras says ${known!.outcome.error}`);
  const { what, value, expected: right, distance } = furthest(await run(program, way), known!.outcome);
  expect(distance, `${what} is ${value}, in Keras ${right}`).toBeLessThan(within);
}
