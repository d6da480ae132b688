import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { answerProof, encodeHello } from './handshake.ts';
import { MeshEndpoint } from './mesh-endpoint.ts';
import { carryOverTcp } from './tcp.ts';
import type { MeshPlan } from './transport.ts';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function listening() {
  const endpoint = await MeshEndpoint.open((onStream) =>
    carryOverTcp({ host: '127.0.0.1', port: 0 }, onStream),
  );
  const key = randomBytes(32);
  const members = ['a', 'b', 'c'].map((workerId, rank) => ({ workerId, rank, address: 'nobody:1' }));
  const plan: MeshPlan = { runId: 'run', generation: 1, rank: 0, members, key };
  return { endpoint, plan };
}

/** A member that has said hello, and the answer that it got; `prove` sends what it owes. */
async function halfway(endpoint: MeshEndpoint, { key, generation }: MeshPlan) {
  const socket = connect(Number(endpoint.address.split(':')[1]), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  const closed = new Promise<'closed'>((resolve) => socket.once('close', () => resolve('closed')));
  const hello = encodeHello('run', generation, 1);
  socket.write(hello);
  const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  return { closed, prove: () => socket.write(answerProof(key, hello, answer)!) };
}

test('a handshake under way when its generation is given up ends with it', async () => {
  const { endpoint, plan } = await listening();
  const given = new AbortController();
  const linking = endpoint.connect(plan, given.signal);
  const member = await halfway(endpoint, plan);
  given.abort(new Error('given up'));
  await expect(linking).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await member.closed).toBe('closed');
  await endpoint.close();
});

test('a proof that comes in the moment when its generation is given up leaves nothing open', async () => {
  const { endpoint, plan } = await listening();
  const given = new AbortController();
  const linking = endpoint.connect(plan, given.signal);
  const member = await halfway(endpoint, plan);
  member.prove();
  given.abort(new Error('given up'));
  await expect(linking).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await member.closed).toBe('closed');
  await endpoint.close();
});

test('an endpoint closes whatever has come to it: strangers, callers for later, members halfway', async () => {
  const { endpoint, plan } = await listening();
  const given = new AbortController();
  const linking = endpoint.connect(plan, given.signal);
  linking.catch(() => {});
  const member = await halfway(endpoint, plan);
  const quiet = connect(Number(endpoint.address.split(':')[1]), '127.0.0.1');
  const later = connect(Number(endpoint.address.split(':')[1]), '127.0.0.1');
  sockets.push(quiet, later);
  const ends = [quiet, later].map((socket) => {
    socket.on('error', () => {});
    return new Promise<'closed'>((resolve) => socket.once('close', () => resolve('closed')));
  });
  await Promise.all(
    [quiet, later].map((socket) => new Promise((resolve) => socket.once('connect', resolve))),
  );
  await new Promise((resolve) => later.write(encodeHello('run', plan.generation + 1, 1), resolve));
  await endpoint.close();
  expect(await Promise.all([member.closed, ...ends])).toEqual(['closed', 'closed', 'closed']);
  given.abort(new Error('over'));
});
