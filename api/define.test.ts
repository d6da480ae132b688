import { expect, test } from 'vitest';
import { defineJob } from './define.ts';
import { images, text } from './files.ts';

const job = (data: unknown) => () =>
  defineJob({ name: 'x', data, model: () => {}, optimizer: () => {}, loss: 'meanSquaredError' } as never);

test('an option that a source does not have is named with those that it has, or the one that was meant', () => {
  expect(job(text('r.csv', { text: 'a', target: 'b', vocabulary: 100 } as never))).toThrow(
    /^text has no option "vocabulary": use one of: .*tokens, length, unit/,
  );
  expect(job(images('p', { size: [8, 8], chanels: 1 } as never))).toThrow(
    'images has no option "chanels": did you mean "channels"?',
  );
});
