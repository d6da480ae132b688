import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { address, packsDir, readToken } from './flags.ts';

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

test('packs are shared by a folder or a place in a bucket', () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const place of ['/mnt/packs', 's3://bucket/packs']) {
    vi.stubEnv('LOCKSTEP_PACKS', place);
    expect(packsDir()).toBe(place);
  }
  vi.stubEnv('LOCKSTEP_PACKS', '');
  expect(packsDir()).toBeUndefined();
  for (const place of ['s3://bucket', 's3://bucket/*', 'https://host/packs']) {
    vi.stubEnv('LOCKSTEP_PACKS', place);
    expect(packsDir).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  }
});
