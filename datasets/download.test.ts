import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { download } from './download.ts';

test('of two first runs one fetches a file, and both have it', async () => {
  const content = Buffer.alloc(300_000, 'lockstep');
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    // In two pieces, so that both could be writing.
    response.write(content.subarray(0, 100_000), () => {
      setImmediate(() => response.end(content.subarray(100_000)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-download-'));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const context = { cacheDir: folder, allowDownload: true };
  const fetched = () => download([{ name: 'file', urls: [url], sha256 }], folder, context);
  await Promise.all([fetched(), fetched()]);
  await fetched();
  expect(asked).toBe(1);
  expect(readFileSync(join(folder, 'file')).equals(content)).toBe(true);
});
