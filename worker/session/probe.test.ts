import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { probe } from './probe.ts';

test('a coordinator in the clear, come up at this moment, is no trouble to a worker in the clear', async () => {
  // What HTTP/2 in the clear answers to a TLS hello.
  const server = createServer((socket) => socket.on('error', () => {}).end('\0\0\0\u0004\0\0\0\0\0'));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await probe(`127.0.0.1:${port}`, undefined)).toBeUndefined();
});
