import { expect, test } from 'vitest';
import { address } from './flags.ts';

test.each(['localhost:7077', '10.0.0.7:1', '[::1]:65535', 'a.b-c.svc:80'])('%s is an address', (text) => {
  expect(address(text)).toBe(text);
});

test.each(['localhost', 'localhost:', ':7077', '::1', 'http://a:1', 'a:0', 'a:65536', 'a b:7'])(
  '%s is none',
  (text) => {
    expect(() => address(text)).toThrow(/It must be a host and a port: localhost:7077/);
  },
);
