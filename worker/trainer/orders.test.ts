import { expect, test } from 'vitest';
import { INITIAL_STATE } from '../checkpoint/training-state.ts';
import { withRate } from './orders.ts';

const orders = (number: number, value: number) => ({
  paused: false,
  checkpoint: false,
  stop: false,
  rate: { number, value },
});

test('a learning rate is applied once: what a callback makes of it later stays', () => {
  const applied = withRate(INITIAL_STATE, orders(1, 0.002), 0.001);
  expect(applied).toMatchObject({ rateFactor: 2, rateOrder: 1 });
  const reduced = { ...applied, rateFactor: 0.2 };
  expect(withRate(reduced, orders(1, 0.002), 0.001)).toBe(reduced);
  expect(withRate(reduced, orders(2, 0.003), 0.001).rateFactor).toBeCloseTo(3);
});
