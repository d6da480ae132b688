import { describe, expect, test } from 'vitest';
import { sfc32 } from '../../base/random.ts';
import { compareRanks, type Score, StragglerWatch, type Work } from './stragglers.ts';

const window = (ms: number, samples = 10): Work[] => Array.from({ length: 16 }, () => ({ ms, samples }));

const scores = (...windows: Work[][]) => compareRanks(windows).map(({ score }) => score);

describe('scores', () => {
  test('tell how many times as long a rank works as the median rank', () => {
    expect(scores(window(10), window(10), window(35), window(10))).toEqual([1, 1, 3.5, 1]);
    expect(scores(window(10), window(30))).toEqual([1, 3]);
  });

  test('a rank with more samples may take longer, one with fewer no less', () => {
    expect(scores(window(10), window(20, 20), window(10))[1]).toBe(1);
    expect(scores(window(10), window(10), window(10, 2))[2]).toBe(1);
    expect(scores(window(10), window(30, 5), window(10))[1]).toBe(3);
  });

  test('pauses in a few steps are no straggling', () => {
    const paused = [...window(10).slice(2), { ms: 900, samples: 10 }, { ms: 400, samples: 10 }];
    expect(scores(window(10), paused, window(10))[1]).toBe(1);
  });
});

describe('stalls', () => {
  /** Every `each`th step of a rank takes `ms`, the others 4. */
  const stalling = (each: number, ms: number, samples = 10): Work[] =>
    Array.from({ length: 16 }, (_, i) => ({ ms: i % each === 0 ? ms : 4, samples }));
  const stallsOf = (...windows: Work[][]) => compareRanks(windows).map(({ stalls }) => stalls);

  test('that come again and again count', () => {
    const [, stalls] = stallsOf(window(4), stalling(5, 44), window(4));
    expect(stalls?.score).toBeCloseTo((4 * 44 + 12 * 4) / (16 * 4));
    expect(stalls?.share).toBeCloseTo((4 * 40) / (4 * 44 + 12 * 4));
  });

  test('that come twice are pauses', () => {
    expect(stallsOf(window(4), stalling(8, 400), window(4))).toEqual([undefined, undefined, undefined]);
  });

  test('as short as a turn of the scheduler are none', () => {
    expect(stallsOf(window(4), stalling(3, 20), window(4))[1]).toBeUndefined();
  });

  test('that another rank has in the same steps are the machine’s', () => {
    expect(stallsOf(window(4), stalling(4, 80), stalling(4, 80))).toEqual([undefined, undefined, undefined]);
  });

  test('a rank with more samples may take longer in proportion', () => {
    expect(stallsOf(window(4), stalling(4, 44, 100), window(4))[1]).toBeUndefined();
  });
});

/** Steps of ranks whose times scatter by half, the last rank as many times slower as `slower` says. */
function watch(steps: number, slower: (step: number) => number, worldSize = 4): Score[] {
  const random = sfc32(1, 2);
  const stragglers = new StragglerWatch();
  stragglers.begin(worldSize);
  return Array.from({ length: steps }, (_, step) =>
    Array.from({ length: worldSize }, (_, rank) => rank).flatMap((rank) => {
      // One step in twenty meets a pause of the machine.
      const pause = random() < 0.05 ? 5 : 1;
      const ms = 10 * (0.5 + random()) * pause * (rank === worldSize - 1 ? slower(step) : 1);
      return [...stragglers.committed(rank, [{ step, ms, samples: 8 }])];
    }),
  ).flat();
}

/**
 * Real steps of `npm run faults -- straggler`, in ms, one line a rank: rank 2 is stopped and let go on in turn. About
 * half of its rests fall into the all-reduce, where all ranks wait and nothing tells who is waited for.
 */
const QUOTAS = [
  {
    runs: 8,
    rests: 40,
    first: 17,
    traces: [
      '9 4 12 5 4 6 6 4 3 3 3 4 4 5 9 12 4 29 9 14 5 5 5 6 8 9 5 5 4 4 5 4 4 4 3 6 4 4',
      '7 4 9 6 3 3 3 6 4 4 3 2 3 8 4 9 8 5 9 12 6 4 1 4 1 3 2 5 4 4 4 2 4 2 1 4 5 4',
      '3 3 9 4 3 4 3 5 5 3 3 4 5 8 4 7 8 45 45 47 46 4 2 4 4 47 3 4 4 3 3 2 45 3 2 44 47 4',
      '3 5 8 5 4 3 3 5 5 3 4 5 3 9 4 2 6 5 9 13 6 7 5 6 8 8 5 4 6 5 6 4 3 4 3 4 4 5',
    ],
  },
  {
    runs: 17,
    rests: 83,
    first: 17,
    traces: [
      '4 5 7 10 20 9 15 11 5 7 9 4 7 7 7 8 5 9 5 7 7 6 5 4 3 5 3 4 8 3 5 4 3 5 3 3 5 6',
      '4 9 7 10 21 10 5 13 25 8 11 5 7 9 5 6 5 10 6 9 6 6 5 3 3 5 3 3 6 2 5 3 4 5 3 2 10 14',
      '3 8 6 10 6 11 17 7 17 17 12 11 8 6 5 6 4 102 1 3 6 100 4 4 86 6 3 85 6 3 6 4 86 5 4 1 4 8',
      '5 7 6 8 5 11 5 15 14 11 13 6 7 6 4 6 4 11 24 11 6 6 4 2 2 3 2 2 4 4 3 2 3 2 2 3 6 15',
    ],
  },
];

describe('the watch', () => {
  test.each([2, 3, 4, 8])('flags nobody in 5000 clean steps of %i ranks', (worldSize) => {
    expect(watch(5_000, () => 1, worldSize).filter(({ straggling }) => straggling)).toEqual([]);
  });

  test.each(QUOTAS)('flags a rank that runs $runs ms and rests $rests', ({ first, traces }) => {
    const ranks = traces.map((trace) => trace.split(' ').map(Number));
    const stragglers = new StragglerWatch();
    stragglers.begin(ranks.length);
    const told = ranks[0]!.flatMap((_, step) =>
      ranks.flatMap((trace, rank) => [
        ...stragglers.committed(rank, [{ step, ms: trace[step]!, samples: 10 }]),
      ]),
    );
    const flags = told.filter(({ changed }) => changed);
    expect(flags.map(({ rank, straggling }) => [rank, straggling])).toEqual([[2, true]]);
    expect(flags[0]!.step - first + 1).toBeLessThanOrEqual(20);
    expect(flags[0]!.score).toBeGreaterThan(2);
  });

  test('flags a rank of a third of the speed within 20 steps, and clears it when it has caught up', () => {
    const changes = watch(400, (step) => (step >= 100 && step < 200 ? 3 : 1)).filter(
      ({ changed }) => changed,
    );
    expect(changes.map(({ rank, straggling }) => [rank, straggling])).toEqual([
      [3, true],
      [3, false],
    ]);
    const [begin, end] = changes.map(({ step }) => step) as [number, number];
    expect(begin - 100).toBeLessThanOrEqual(20);
    expect(end - 200).toBeLessThanOrEqual(20);
  });

  test('of steps that last milliseconds, a few of twice the time are no straggling', () => {
    const stragglers = new StragglerWatch();
    stragglers.begin(2);
    const told = Array.from({ length: 40 }, (_, step) =>
      [1, 2.5].flatMap((ms, rank) => [...stragglers.committed(rank, [{ step, ms, samples: 8 }])]),
    ).flat();
    expect(told.at(-1)?.score).toBe(2.5);
    expect(told.filter(({ straggling }) => straggling)).toEqual([]);
  });

  test('begins anew with a generation', () => {
    const stragglers = new StragglerWatch();
    stragglers.begin(2);
    for (let step = 0; step < 15; step++) {
      for (const rank of [0, 1]) stragglers.committed(rank, [{ step, ms: 10, samples: 1 }]);
    }
    stragglers.begin(2);
    stragglers.committed(0, [{ step: 15, ms: 10, samples: 1 }]);
    expect(stragglers.committed(1, [{ step: 15, ms: 10, samples: 1 }])).toEqual([]);
  });

  test('scores once a report of many steps, by the last of them that all ranks have reported', () => {
    const works = (ms: number, count: number) =>
      Array.from({ length: count }, (_, step) => ({ step, ms, samples: 1 }));
    const stragglers = new StragglerWatch();
    stragglers.begin(2);
    expect(stragglers.committed(0, works(10, 40))).toEqual([]);
    const scores = stragglers.committed(1, works(30, 35));
    expect(scores.map(({ step, score, changed }) => [step, score, changed])).toEqual([
      [34, 1, false],
      [34, 3, true],
    ]);
    expect(stragglers.committed(1, [])).toEqual([]);
  });
});
