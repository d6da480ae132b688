import { afterEach, expect, test } from 'vitest';
import { address, readToken } from './flags.ts';

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

test.each(['localhost:7077', '10.0.0.7:1', '[::1]:65535', 'a.b-c.svc:80'])('%s is an address', (text) => {
  expect(address(text)).toBe(text);
});

test.each(['localhost', 'localhost:', ':7077', '::1', 'http://a:1', 'a:0', 'a:65536', 'a b:7'])(
  '%s is none',
  (text) => {
    expect(() => address(text)).toThrow(/It must be a host and a port: localhost:7077/);
  },
);
