import { expect, test } from 'vitest';
import type { EngineState } from '../engine/engine.ts';
import { expectFits } from './fits.ts';

const GIB = 1024 ** 3;

/** A model of `weights` bytes, with `slots` numbers a weight; nothing of it is in memory. */
function model(weights: number, slots: number) {
  const reads: number[] = [];
  const values = { byteLength: (1 + slots) * weights } as Float32Array;
  const readState = async (): Promise<EngineState> => {
    reads.push(weights);
    return { tensors: [{ name: 'all', kind: 'weight', shape: [], values }] };
  };
  return { parameterCount: weights / 4, readState, reads };
}

test('a model whose weights no buffer holds is refused before it trains', async () => {
  await expect(expectFits(model(5 * GIB, 0), 4 * GIB)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/has 5 GiB of weights, and Node .* holds 4 GiB at once/),
  });
});

test('so is one whose checkpoints would be too large', async () => {
  await expect(expectFits(model(3 * GIB, 2))).rejects.toThrow('have 9 GiB, and a checkpoint 8 GiB at most');
  await expectFits(model(3 * GIB, 1));
});

test('of a model that fits in any case no state is read', async () => {
  const small = model(GIB, 3);
  await expectFits(small);
  expect(small.reads).toEqual([]);
});
