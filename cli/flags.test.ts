import { afterEach, expect, test } from 'vitest';
import { readToken } from './flags.ts';

afterEach(() => {
  delete process.env.LOCKSTEP_TOKEN;
});

test.each(['', 'x', 'fifteen letters', ' '.repeat(20)])(
  'a token that could be guessed is refused: "%s"',
  (token) => {
    process.env.LOCKSTEP_TOKEN = token;
    expect(() => readToken(undefined)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  },
);

test('a secret is taken from the environment as from a file', () => {
  process.env.LOCKSTEP_TOKEN = '0123456789abcdef\n';
  expect(readToken(undefined)).toBe('0123456789abcdef');
});
