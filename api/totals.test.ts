import { expect, test } from 'vitest';
import { logsOf } from './totals.ts';

test('logs are means over the samples', () => {
  expect(logsOf(['loss', 'accuracy', 'samples'], [8, 2, 4], 'val_')).toEqual({
    val_loss: 2,
    val_accuracy: 0.5,
  });
  expect(logsOf(['loss', 'samples'], [0, 0])).toEqual({});
});

test('a total with a divisor is a ratio, and 0 of nothing', () => {
  const names = ['loss', 'precision', 'precision/of', 'samples'];
  expect(logsOf(names, [8, 3, 6, 4])).toEqual({ loss: 2, precision: 0.5 });
  expect(logsOf(names, [8, 0, 0, 4])).toEqual({ loss: 2, precision: 0 });
});
