import { expect, test } from 'vitest';
import { callbacks } from '../../api/callbacks.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Recipe } from './recipe.ts';
import { expectWatchedLogs, logNames } from './watched.ts';

const totals = (...names: string[]) => ({ updates: [{ totals: names }] }) as unknown as Engine;
const ENGINE = {
  ...totals('loss', 'accuracy', 'precision', 'precision/of', 'samples'),
  evaluation: ['loss', 'accuracy', 'samples'],
};
const watching = (monitor?: string) =>
  ({ callbacks: [callbacks.earlyStopping({ monitor })] }) as unknown as Recipe;

test('logs are those of training, and of the test data where there are such', () => {
  const trained = ['loss', 'accuracy', 'precision'];
  expect(logNames(ENGINE, 0)).toEqual([...trained, 'learning_rate']);
  expect(logNames(ENGINE, 9)).toEqual([...trained, 'val_loss', 'val_accuracy', 'learning_rate']);
});

test('a callback that watches what is not logged is refused, with the word that was meant', () => {
  const names = logNames(ENGINE, 9);
  expectWatchedLogs(watching(), names);
  expect(() => expectWatchedLogs(watching('val_acurracy'), names)).toThrow(
    expect.objectContaining({
      code: 'BAD_INPUT',
      message:
        'callback earlyStopping watches "val_acurracy", which this run does not log; did you mean "val_accuracy"?',
      hint: 'Watch one of: loss, accuracy, precision, val_loss, val_accuracy, learning_rate',
    }),
  );
  expect(() => expectWatchedLogs(watching('val_acc'), names)).toThrow(/did you mean "val_accuracy"/);
  expect(() => expectWatchedLogs(watching(), logNames(ENGINE, 0))).toThrow(/watches "val_loss"/);
});
