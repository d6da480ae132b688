import { describe, expect, test } from 'vitest';
import { sfc32 } from '../../api/random.ts';
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

/** Steps of four ranks whose times scatter by half, rank 2 as many times slower as `slower` says. */
function watch(steps: number, slower: (step: number) => number): Score[] {
  const random = sfc32(1, 2);
  const stragglers = new StragglerWatch();
  stragglers.begin(4);
  return Array.from({ length: steps }, (_, step) =>
    [0, 1, 2, 3].flatMap((rank) => {
      // One step in twenty meets a pause of the machine.
      const pause = random() < 0.05 ? 5 : 1;
      const ms = 10 * (0.5 + random()) * pause * (rank === 2 ? slower(step) : 1);
      return [...stragglers.committed(rank, step, { ms, samples: 8 })];
    }),
  ).flat();
}

describe('the watch', () => {
  test('flags nobody in 5000 clean steps', () => {
    expect(watch(5_000, () => 1).filter(({ straggling }) => straggling)).toEqual([]);
  });

  test('flags a rank of a third of the speed within 20 steps, and clears it when it has caught up', () => {
    const changes = watch(400, (step) => (step >= 100 && step < 200 ? 3 : 1)).filter(
      ({ changed }) => changed,
    );
    expect(changes.map(({ rank, straggling }) => [rank, straggling])).toEqual([
      [2, true],
      [2, false],
    ]);
    const [begin, end] = changes.map(({ step }) => step) as [number, number];
    expect(begin - 100).toBeLessThanOrEqual(20);
    expect(end - 200).toBeLessThanOrEqual(20);
  });

  test('of steps that last milliseconds, a few of twice the time are no straggling', () => {
    const stragglers = new StragglerWatch();
    stragglers.begin(2);
    const told = Array.from({ length: 40 }, (_, step) =>
      [1, 2.5].flatMap((ms, rank) => [...stragglers.committed(rank, step, { ms, samples: 8 })]),
    ).flat();
    expect(told.at(-1)?.score).toBe(2.5);
    expect(told.filter(({ straggling }) => straggling)).toEqual([]);
  });

  test('begins anew with a generation', () => {
    const stragglers = new StragglerWatch();
    stragglers.begin(2);
    for (let step = 0; step < 15; step++) {
      for (const rank of [0, 1]) stragglers.committed(rank, step, { ms: 10, samples: 1 });
    }
    stragglers.begin(2);
    stragglers.committed(0, 15, { ms: 10, samples: 1 });
    expect(stragglers.committed(1, 15, { ms: 10, samples: 1 })).toEqual([]);
  });
});
