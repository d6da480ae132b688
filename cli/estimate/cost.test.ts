import { describe, expect, test } from 'vitest';
import fc from '../../test/support/properties.ts';
import { type Machine, predict, slowestOf } from './cost.ts';

const steady: Machine = {
  compute: { fixedMs: 1, msPerUnit: 0.5 },
  applyMs: 2,
  unsteadiness: [1],
  message: { fixedMs: 0.1, msPerUnit: 1e-6 },
  processor: { fixedMs: 0.05, msPerUnit: 5e-7 },
  memory: { fixedMs: 0.05, msPerUnit: 2e-7 },
  cores: 2,
};
const fast = { latencyMs: 0, bytesPerMs: Number.POSITIVE_INFINITY };

describe('predict', () => {
  test('one worker only computes and applies', () => {
    const { algorithm, stepMs, efficiency } = predict(steady, fast, { workers: 1, batch: 8, bytes: 4e6 });
    expect({ algorithm, stepMs, efficiency }).toEqual({ algorithm: '', stepMs: 7, efficiency: 1 });
  });

  test.each([
    // docs/algorithms.md: 2(W-1) messages of N/W bytes each; log2 P rounds; what lies beyond P folds twice.
    { workers: 4, bytes: 4e6, algorithm: 'ring', ms: 6 * (0.1 + 1) },
    { workers: 4, bytes: 6e4, algorithm: 'halvingDoubling', ms: 4 * 0.1 + 1.5 * 0.06 },
    { workers: 6, bytes: 1e5, algorithm: 'halvingDoubling', ms: 4 * 0.1 + 1.5 * 0.1 + 2 * (0.1 + 0.1) },
    { workers: 8, bytes: 1e4, algorithm: 'doubling', ms: 3 * (0.1 + 0.01) },
  ])('$workers workers sum $bytes bytes by $algorithm', ({ workers, bytes, algorithm, ms }) => {
    const predicted = predict(steady, fast, { workers, batch: 64, bytes });
    expect(predicted.algorithm).toBe(algorithm);
    expect(predicted.reduceMs).toBeCloseTo(ms, 9);
  });

  test('a link slower than the software counts for the bytes, its latency for every message', () => {
    const link = { latencyMs: 0.4, bytesPerMs: (1e5 * 1514) / 1448 };
    const { reduceMs } = predict(steady, link, { workers: 2, batch: 64, bytes: 4e6 });
    expect(reduceMs).toBeCloseTo(2 * (0.5 + 20), 9);
  });

  test.each([
    // A gradient of 33 ms; sums of two ranks take 0.2 ms and 1 ms a MB. By hand: each begins when its slice is there and the
    // sum before it has ended; what is left of the buffer has 12 bytes.
    {
      what: 'all but the last hidden',
      slices: [
        [12e6, 0.5],
        [4e6, 1],
      ],
      ms: 0.2 + 4 + 0.1 + 12e-6,
    },
    {
      what: 'the first goes on after the gradient',
      slices: [
        [15e6, 0.6],
        [1e6, 1],
      ],
      ms: 2 + 0.2 + 1 + 0.1 + 12e-6,
    },
    {
      what: 'there all together',
      slices: [
        [8e6, 1],
        [8e6, 1],
      ],
      ms: 0.4 + 16 + 0.1 + 12e-6,
    },
  ] as const)('sums of slices beside the gradient: $what', ({ slices, ms }) => {
    const step = { workers: 2, batch: 128, bytes: 16e6 + 12 };
    const pieces = slices.map(([bytes, at]) => ({ bytes, at }));
    const together = predict(steady, fast, step);
    const apart = predict(steady, fast, { ...step, slices: pieces });
    expect(apart.reduceMs).toBeCloseTo(ms, 3);
    expect(apart.stepMs).toBeCloseTo(together.computeMs + ms + 2, 3);
    // Memory that ranks share is not summed in slices, and one slice is the whole.
    const onOneHost = { ...step, ranksPerHost: 2 };
    expect(predict(steady, fast, { ...onOneHost, slices: pieces })).toEqual(predict(steady, fast, onOneHost));
    expect(predict(steady, fast, { ...step, slices: pieces.slice(0, 1) })).toEqual(together);
  });

  test.each([
    // The same gradient, of which half of the bytes come after a quarter: 8.2 ms of sums on a fast link, which take half of a
    // processor; on a link of a quarter of the speed 32.2 ms, of which they take an eighth.
    { cores: 2, bytesPerMs: Number.POSITIVE_INFINITY, ms: 8.2 },
    { cores: 1, bytesPerMs: Number.POSITIVE_INFINITY, ms: 4.1 + 8.2 },
    { cores: 1.5, bytesPerMs: Number.POSITIVE_INFINITY, ms: 2.05 + 8.2 },
    { cores: 2, bytesPerMs: 250e3, ms: 8.25 + 2 * 32.2 - 33 },
    // 24.75 ms of the gradient take longer, and are there before the first sum has ended.
    { cores: 1, bytesPerMs: 250e3, ms: 8.25 + 2 * 32.2 - 33 },
    { cores: 1, bytesPerMs: 500e3, ms: 4.1 + 16.2 },
  ])('with $cores processors for a rank sums take of the gradient’s, $bytesPerMs bytes a ms', (one) => {
    const slices = [
      { bytes: 8e6, at: 0.25 },
      { bytes: 8e6, at: 1 },
    ];
    const link = { latencyMs: 0, bytesPerMs: (one.bytesPerMs * 1514) / 1448 };
    const step = { workers: 2, batch: 128, bytes: 16e6, slices };
    const { reduceMs } = predict({ ...steady, cores: one.cores }, link, step);
    // What is left of the buffer has no bytes: a message of nothing.
    expect(reduceMs).toBeCloseTo(one.ms + 0.1, 9);
  });

  const MiB = 1024 * 1024;
  test.each([
    { workers: 4, perHost: 8, bytes: 4e6, algorithm: 'shared memory', ms: 0.05 + 0.8 },
    // One part: a sum in memory, then a slice of half the bytes by two hosts, each at half of the host's link.
    { workers: 4, perHost: 2, bytes: 4e6, algorithm: 'two levels, ring', ms: 0.85 + 2 * (0.1 + 1e6 * 2e-5) },
    // The last host has one rank, so there is one stream of all bytes.
    { workers: 3, perHost: 2, bytes: 4e6, algorithm: 'two levels, ring', ms: 0.85 + 2 * (0.1 + 2e6 * 1e-5) },
    // Four parts, summed in memory while others are on the wire.
    {
      workers: 4,
      perHost: 2,
      bytes: 32 * MiB,
      algorithm: 'two levels, ring',
      ms: 0.05 + 8 * MiB * 2e-7 + 4 * 2 * (0.1 + 2 * MiB * 2e-5),
    },
    {
      workers: 16,
      perHost: 16,
      bytes: 8 * MiB,
      algorithm: 'two levels, memory',
      ms: 2 * (0.05 + 8 * MiB * 2e-7),
    },
    { workers: 4, perHost: 2, bytes: 6e4, algorithm: 'halvingDoubling', ms: 4 * 0.1 + 1.5 * 6e4 * 2e-5 },
  ])('$workers workers, $perHost on a host, sum $bytes bytes: $algorithm', (one) => {
    const link = { latencyMs: 0, bytesPerMs: (1e5 * 1514) / 1448 };
    const { workers, perHost: ranksPerHost, bytes } = one;
    const { algorithm, reduceMs } = predict(steady, link, { workers, batch: 64, bytes, ranksPerHost });
    expect(algorithm).toBe(one.algorithm);
    expect(reduceMs).toBeCloseTo(one.ms, 9);
  });

  test('more workers never make a step of the same batch faster than their share of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 1e8 }), (workers, bytes) => {
        const { efficiency } = predict(steady, fast, { workers, batch: workers * 32, bytes });
        expect(efficiency).toBeGreaterThan(0);
        expect(efficiency).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

test('the slowest of many draws: by hand for two of two values, the largest for very many', () => {
  expect(slowestOf(1, [3, 1])).toBe(2);
  expect(slowestOf(2, [3, 1])).toBe(0.25 * 1 + 0.75 * 3);
  expect(slowestOf(10_000, [1, 1, 1, 2])).toBeCloseTo(2, 9);
});
