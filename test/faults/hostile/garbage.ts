/** Connections that no member would make. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Random, randomBytes } from './mutate.ts';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** How long a connection that is slow goes on being slow, in ms, and how long one may wait to be taken. */
const PATIENCE_MS = 300;
const QUEUE_MS = 120_000;
const DRIP_MS = 50;

/** What a stranger says. */
const WORDS: readonly ((random: Random) => Buffer | 'nothing' | 'drip' | 'handshake')[] = [
  () => 'nothing',
  () => 'drip',
  () => 'handshake',
  (random) => randomBytes(random, 2048),
  () => PREFACE,
  (random) => Buffer.concat([PREFACE, randomBytes(random, 256)]),
  // Settings, then headers that never end.
  () =>
    Buffer.concat([
      PREFACE,
      Buffer.from('000000040000000000', 'hex'),
      Buffer.from('00ffff01000000000b', 'hex'),
    ]),
  () => Buffer.from('GET /metrics HTTP/1.1\r\nHost: x\r\nX: '),
  (random) => Buffer.from(`GET /${'a'.repeat(random(40_000))} HTTP/1.1\r\n\r\n`),
  () => Buffer.from(`POST /commands HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n${'x'.repeat(5000)}`),
  (random) => Buffer.concat([Buffer.from('4c4b5331ffffffff00000000', 'hex'), randomBytes(random, 64)]),
];

/** Makes `count` connections to a port, all at once, and waits until each is over. @returns how many were taken */
export async function garbage(port: number, count: number, random: Random): Promise<number> {
  const taken = await Promise.all(Array.from({ length: count }, () => stranger(port, random)));
  return taken.filter((one) => one).length;
}

/** @returns whether the connection was taken */
async function stranger(port: number, random: Random): Promise<boolean> {
  const words = WORDS[random(WORDS.length)]!(random);
  const socket: Socket =
    words === 'handshake'
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] })
      : connect(port, '127.0.0.1');
  const over = once(socket, 'close');
  let taken = false;
  let leave = setTimeout(() => socket.destroy(), QUEUE_MS);
  socket.once('connect', () => {
    taken = true;
    clearTimeout(leave);
    leave = setTimeout(() => socket.destroy(), PATIENCE_MS + random(PATIENCE_MS));
  });
  socket.on('error', () => {}).resume();
  if (Buffer.isBuffer(words)) socket.write(words);
  const drip = words === 'drip' ? setInterval(() => socket.write('P'), DRIP_MS) : undefined;
  // What ends a socket with an error has ended it too.
  await over.catch(() => undefined);
  clearInterval(drip);
  clearTimeout(leave);
  return taken;
}
