import { expect, test } from 'vitest';
import { natsTarget } from './nats-target.ts';

test.each([
  ['nats://host:4222', { servers: 'nats://host:4222' }],
  ['host:4222', { servers: 'host:4222' }],
  ['nats://me:p%40ss@host', { servers: 'nats://host', user: 'me', pass: 'p@ss' }],
  ['nats://s3cret@host:1', { servers: 'nats://host:1', token: 's3cret' }],
  ['tls://host', { servers: 'tls://host', tls: {} }],
])('%s', (url, target) => {
  expect(natsTarget(url)).toEqual(target);
});
