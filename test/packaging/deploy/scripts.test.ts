import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../support/lockstep.ts';

const script = (name: string) => fileURLToPath(new URL(`../../../deploy/${name}`, import.meta.url));

async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function node(...args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr });
    });
  });
}

test('check says which of the things named does not answer', async () => {
  const port = await serve((request, response) =>
    response.writeHead(request.url === '/up' ? 200 : 503).end(),
  );
  const up = [`tcp://127.0.0.1:${port}`, `http://127.0.0.1:${port}/up`];
  expect((await node(script('check.mjs'), ...up)).code).toBe(0);
  const down = await node(script('check.mjs'), ...up, `http://127.0.0.1:${port}/down`, 'tcp://127.0.0.1:1');
  expect(down.code).toBe(1);
  expect(down.said).toMatch(/\/down does not answer: it answers with 503/);
  expect(down.said).toMatch(/tcp:\/\/127.0.0.1:1 does not answer/);
});

test('fetch unpacks an archive once, and only the one expected', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'mnist'));
  writeFileSync(join(folder, 'mnist/labels'), 'abc');
  const archive = join(folder, 'data.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', folder, 'mnist']);
  const content = readFileSync(archive);
  let served = 0;
  const port = await serve((_, response) => {
    served++;
    response.end(content);
  });
  const url = `http://127.0.0.1:${port}/data.tar.gz`;
  const into = join(folder, 'into');
  mkdirSync(into);
  const wrong = await node(script('fetch.mjs'), url, into, 'f'.repeat(64));
  expect(wrong).toMatchObject({ code: 1, said: expect.stringMatching(/has sha256 \w{64}, not f{64}/) });
  const sha256 = createHash('sha256').update(content).digest('hex');
  for (let time = 0; time < 2; time++) {
    expect((await node(script('fetch.mjs'), url, into, sha256)).code).toBe(0);
  }
  expect(readFileSync(join(into, 'mnist/labels'), 'utf8')).toBe('abc');
  expect(served).toBe(2);
});
