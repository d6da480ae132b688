import { describe, expect, test } from 'vitest';
import { countedWrong } from './exactly-once.ts';

describe('samples are counted', () => {
  const SAMPLING = { seed: 1, samples: 8, batchSize: 4, epochs: 2, allTold: true };
  const BASE = { time: 0, runId: '', reason: '' };
  const phases = { data: 0, compute: 0, reduce: 0, apply: 0 };
  const STEP = { ...BASE, type: 'step' as const, epoch: 0, start: 0, learningRate: 0, phases };
  const formed = (generation: number, nextStep: number) => ({
    ...BASE,
    type: 'generation_formed' as const,
    generation,
    members: ['a', 'b'],
    nextStep,
  });
  const steps = (generation: number, from: number, to: number, samples = 2) =>
    Array.from({ length: to - from }, (_, i) =>
      [0, 1].map((rank) => ({ ...STEP, generation, rank, step: from + i, samples })),
    ).flat();

  test('each once, where what died with its ranks is done again', () => {
    const events = [formed(1, 0), ...steps(1, 0, 3), formed(2, 2), ...steps(2, 2, 4)];
    expect(countedWrong(events, SAMPLING)).toEqual([]);
  });

  test('a step that is left out, and a batch that is not whole, are found', () => {
    const events = [formed(1, 0), ...steps(1, 0, 1), formed(2, 2), ...steps(2, 2, 4, 1)];
    expect(countedWrong(events, SAMPLING)).toEqual([
      'nobody told of step 1 in generation 1',
      'step 2 had 2 samples, not 4',
      'step 3 had 2 samples, not 4',
    ]);
  });

  test('a run that goes on too late is found', () => {
    const events = [formed(2, 2), ...steps(2, 2, 4)];
    expect(countedWrong(events, SAMPLING)).toEqual(['8 samples of epoch 0 did not count exactly once']);
  });
});
