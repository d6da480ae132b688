import { describe, expect, test } from 'vitest';
import type { Encoding } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { samplesFrom } from './predict-input.ts';

const CONTEXT = { cacheDir: '/nowhere', allowDownload: false, substitute: false };

async function values(json: string, encoding: Encoding, shape: number[]): Promise<number[][]> {
  const input = { name: 'x', column: 'x', shape, encoding };
  const job = { name: 'job', data: { name: 'd', inputs: [input], targets: [], loader: { kind: 'custom' } } };
  const { samples } = await samplesFrom(Buffer.from(json), { job: job as unknown as Job }, CONTEXT);
  return samples.map((sample) => [...sample.values]);
}
const scale = (factor: number): Encoding => ({ kind: 'scale', scale: factor });

describe('numbers are those of the columns, and are encoded as they were for training', () => {
  test.each<[json: string, encoding: Encoding, shape: number[], expected: number[][]]>([
    ['[2, 4]', scale(0.5), [2], [[1, 2]]],
    [
      '[[2, 4], [6, 8]]',
      scale(0.5),
      [2],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['[[[2, 4], [6, 8]]]', scale(0.5), [2, 2], [[1, 2, 3, 4]]],
    // One number a sample: a list is a list of samples.
    ['[2]', scale(10), [1], [[20]]],
    ['[2, 4]', scale(10), [1], [[20], [40]]],
    ['[[2], [4]]', scale(10), [], [[20], [40]]],
    ['[1, 2]', { kind: 'ids' }, [2], [[1, 2]]],
    [
      '[2, 0]',
      { kind: 'oneHot', depth: 3 },
      [3],
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
    ],
  ])('%s by %j to [%s]', async (json, encoding, shape, expected) => {
    expect(await values(json, encoding, shape)).toEqual(expected);
  });

  test('levels of an image go to 1 or to 255', async () => {
    const image = (level: number) => JSON.stringify(Array(784).fill(level));
    const of = async (level: number, factor: number) =>
      (await values(image(level), scale(factor), [28, 28, 1]))[0]![0];
    expect(await of(51, 1 / 255)).toBeCloseTo(0.2, 6);
    expect(await of(0.2, 1 / 255)).toBeCloseTo(0.2, 6);
    expect(await of(0.2, 2)).toBeCloseTo(0.4, 6);
  });
});

test.each<[json: string, encoding: Encoding, shape: number[], message: RegExp]>([
  ['[1, 2, 3]', scale(1), [2], /a sample has 3 numbers, the model takes 2/],
  ['[1.5, 2]', { kind: 'ids' }, [2], /the input holds 1\.5, and the model takes a whole number/],
  ['[3]', { kind: 'oneHot', depth: 3 }, [3], /the input holds 3, and the model takes a class from 0 to 2/],
  ['[1, "a"]', scale(1), [2], /not JSON of numbers/],
  ['1, 2', scale(1), [2], /neither PNG, IDX nor JSON\. Give 2 numbers as JSON/],
])('%s by %j is refused', async (json, encoding, shape, message) => {
  await expect(values(json, encoding, shape)).rejects.toSatisfy((error) => message.test(error.describe()));
});
