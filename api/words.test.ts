import { expect, test } from 'vitest';
import { expectOptions, meant, nearestWord, sameWord } from './words.ts';

const KNOWN = ['meanSquaredError', 'accuracy', 'val_accuracy', 'hinge'];

test.each([
  ['mean_squared_error', 'meanSquaredError'],
  ['MEAN-SQUARED-ERROR', 'meanSquaredError'],
  ['mean_sqared_error', undefined],
])('%s is the same word as %s', (word, same) => expect(sameWord(word, KNOWN)).toBe(same));

test.each([
  ['mean_sqared_error', 'meanSquaredError'],
  ['acurracy', 'accuracy'],
  ['val_acc', 'val_accuracy'],
  ['hing', 'hinge'],
  ['huber', undefined],
  ['', undefined],
])('%s is nearest to %s', (word, near) => expect(nearestWord(word, KNOWN)).toBe(near));

test('what was meant is said, or else what there is', () => {
  expect(meant('acurracy', KNOWN)).toBe('did you mean "accuracy"?');
  expect(meant('huber', ['a', 'b'])).toBe('use one of: a, b');
});

test('an option that there is not is named', () => {
  expectOptions('mnist', { flatten: true }, ['flatten']);
  expect(() => expectOptions('mnist', { flaten: true }, ['flatten'])).toThrow(
    expect.objectContaining({
      code: 'BAD_INPUT',
      message: 'mnist has no option "flaten": did you mean "flatten"?',
    }),
  );
});
