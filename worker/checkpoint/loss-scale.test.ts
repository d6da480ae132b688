import { expect, test } from 'vitest';
import { FIRST_SCALE, nextScale } from './loss-scale.ts';
import { afterScaling, afterSkippedStep, afterStep, INITIAL_STATE } from './training-state.ts';

test('as in Keras: halved where a gradient is not finite, doubled after 2000 steps where it is', () => {
  let scale = FIRST_SCALE;
  expect(scale.factor).toBe(32_768);
  scale = nextScale(scale, false);
  expect(scale).toEqual({ factor: 16_384, steps: 0 });
  for (let step = 0; step < 1_999; step++) scale = nextScale(scale, true);
  expect(scale.factor).toBe(16_384);
  expect(nextScale(scale, true)).toEqual({ factor: 32_768, steps: 0 });
});

test('a step that a too large scale has spoiled does not count as left out, one at scale 1 does', () => {
  const spoiled = afterScaling(afterSkippedStep(INITIAL_STATE), INITIAL_STATE);
  expect(spoiled).toMatchObject({ committedSteps: 1, skippedSteps: 0, lossScale: { factor: 16_384 } });
  const least = { ...INITIAL_STATE, lossScale: { factor: 1, steps: 0 } };
  expect(afterScaling(afterSkippedStep(least), least)).toMatchObject({
    skippedSteps: 1,
    lossScale: { factor: 1 },
  });
  const sound = afterScaling(afterStep(INITIAL_STATE, 0, [1]), INITIAL_STATE);
  expect(sound).toMatchObject({ skippedSteps: 0, lossScale: { factor: 32_768, steps: 1 } });
});
