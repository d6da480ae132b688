import { expect, test } from 'vitest';
import { meanIoU, r2Score } from './score-sums.ts';
import { loggedOf, logsOf, sumsOf, totalsOf } from './totals.ts';

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

test('a metric of many sums is one log', () => {
  // Above three thresholds: right answers, then wrong ones.
  const names = ['loss', ...totalsOf(sumsOf('auc', 'roc'), 6), 'samples'];
  expect(names.slice(1, 3)).toEqual(['auc/roc/0', 'auc/roc/1']);
  expect(loggedOf(names)).toEqual(['loss', 'auc', 'samples']);
  // A step of the curve at (0, 1/2), then (1, 1): 0 * 3/4 + 1 * 3/4.
  expect(logsOf(names, [4, 2, 1, 0, 2, 0, 0, 4])).toEqual({ loss: 1, auc: 0.75 });
  expect(meanIoU([2, 1, 0, 3])).toBeCloseTo((2 / 3 + 3 / 4) / 2);
  // 1 - 1 / (14 - 36 / 3)
  expect(r2Score([14, 6, 1, 3])).toBeCloseTo(0.5);
});
