/** What all test files share: one Python with Keras, started when a test asks for it, and a folder. */
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import { removeFolder } from './folders.ts';
import { type Backend, KerasPython, kerasPackages } from './keras-python.ts';

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const pythons = new Map<Backend, KerasPython>();
  let turn: Promise<unknown> = Promise.resolve();
  const answer = async (question: string) => {
    const { backend } = JSON.parse(question);
    const python = pythons.get(backend) ?? new KerasPython(backend, await kerasPackages());
    pythons.set(backend, python);
    return await python.ask(question);
  };
  const serve = (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    createInterface(socket).once('line', (question) => {
      turn = turn
        .then(() => answer(question))
        .catch((error) => JSON.stringify({ error: String(error.stderr || error) }))
        .then((text) => socket.end(`${text}\n`));
    });
  };
  const scratch = mkdtempSync(join(tmpdir(), 'lockstep-tests-'));
  const server = createServer(serve).listen(join(scratch, 'keras'));
  await once(server, 'listening');
  provide('keras', join(scratch, 'keras'));
  provide('scratch', scratch);
  return async () => {
    for (const python of pythons.values()) python.end();
    server.close();
    removeFolder(scratch);
  };
}
