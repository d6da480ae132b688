import { createHash } from 'node:crypto';
import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { ControlService } from '../../proto/services.ts';
import { CoordinatorClient } from './client.ts';

const CONTENT = Buffer.from('a checkpoint');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

/** A client of a coordinator whose first downloads arrive damaged. */
async function downloadsDamaged(times: number) {
  let calls = 0;
  const server = new Server();
  const { download } = ControlService;
  server.addService({ download } as never, {
    download: (call: ServerWritableStream<unknown, lockstep.v1.UploadChunk.$Properties>) => {
      const data = Buffer.from(CONTENT);
      if (++calls <= times) data[3]! ^= 1;
      call.write({ path: '', data, sha256: '' });
      call.write({ path: '', data: new Uint8Array(), sha256: SHA256 });
      call.end();
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = ServerCredentials.createInsecure();
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const client = new CoordinatorClient(`127.0.0.1:${port}`, 'token');
  onTestFinished(() => {
    client.close();
    server.forceShutdown();
  });
  return { client, calls: () => calls };
}

test('a download that arrives damaged is tried again', async () => {
  const { client, calls } = await downloadsDamaged(2);
  const chunks = await client.download('x', new AbortController().signal);
  expect(Buffer.concat(chunks).equals(CONTENT)).toBe(true);
  expect(calls()).toBe(3);
});
