import { expect, test } from 'vitest';
import { mnist } from '../../api/index.ts';
import { randomBatch } from './random-batch.ts';

test('a random batch lies in memory that threads share, and equal seeds give equal ones', () => {
  const source = mnist({ flatten: true });
  const batch = randomBatch(source, 3, { seed: 1, words: 4 });
  for (const { buffer } of [...batch.inputs, ...batch.targets])
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(batch.inputs[0]!.every((pixel) => pixel >= 0 && pixel < 1)).toBe(true);
  expect([...batch.targets[0]!].reduce((sum, one) => sum + one, 0)).toBe(3);
  expect(randomBatch(source, 3, { seed: 1, words: 4 })).toEqual(batch);
  expect(randomBatch(source, 3, { seed: 2, words: 4 })).not.toEqual(batch);
});
