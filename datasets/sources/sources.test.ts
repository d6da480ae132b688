import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { bytesOfFile } from './file.ts';
import { findFiles } from './find.ts';
import { httpFile } from './http.ts';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251));
const PATIENCE = { firstPauseMs: 1, stallMs: 60_000 };
const CONTEXT = { cacheDir: '', allowDownload: true };

/** As `toEqual`, which takes seconds for as many bytes. */
const expectBytes = (found: Buffer, expected: Uint8Array) => expect(found.equals(expected)).toBe(true);

/** A web server of one file; `answer` may do otherwise. Returns its address. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<string> {
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    const part = CONTENT.subarray(Number(first ?? 0), Number(last ?? CONTENT.length - 1) + 1);
    const range = { 'content-range': `bytes ${first}-${last}/${CONTENT.length}` };
    response.writeHead(first ? 206 : 200, {
      etag: '"1"',
      'content-length': part.length,
      ...(first && range),
    });
    response.end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/data.csv`;
}

test('a file of a web server is read whole and in parts', async () => {
  const file = await httpFile(`${await serve(() => false)}?key=secret`);
  expect(file.bytes).toBe(CONTENT.length);
  expect(file.name).not.toContain('secret');
  expectBytes(await bytesOfFile(file), CONTENT);
  expectBytes(await bytesOfFile(file, { start: 5, end: 105 }), CONTENT.subarray(5, 105));
  expect(await bytesOfFile(file, { start: 7, end: 7 })).toEqual(Buffer.alloc(0));
});

test('of a server that knows no ranges too', async () => {
  const address = await serve((_, response) => {
    response.writeHead(200, { etag: '"1"', 'content-length': CONTENT.length });
    response.end(CONTENT);
    return true;
  });
  const file = await httpFile(address);
  expectBytes(await bytesOfFile(file, { start: 5, end: 200_000 }), CONTENT.subarray(5, 200_000));
});

test('what was reset, fell silent or was too busy goes on where it was', async () => {
  let calls = 0;
  const address = await serve((request, response) => {
    calls++;
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    const content = CONTENT.subarray(Number(first), Number(last) + 1);
    const head = {
      etag: '"1"',
      'content-length': content.length,
      'content-range': `bytes ${first}-${last}/${CONTENT.length}`,
    };
    if (calls === 3) response.writeHead(503).end();
    else if (calls > 1 && calls < 7) {
      response.writeHead(206, head);
      response.write(content.subarray(0, 40_000));
      // The others fall silent.
      if (calls % 2 === 0) setImmediate(() => response.destroy());
    } else return false;
    return true;
  });
  // A pause of this machine may pass for silence: that is one more attempt.
  const file = await httpFile(address, undefined, { ...PATIENCE, stallMs: 1_000 });
  expectBytes(await bytesOfFile(file), CONTENT);
  expect(calls).toBeGreaterThan(6);
});

test.each([
  [401, /answers 401.*wants a login/],
  [403, /answers 403.*lets nobody read it/],
  [404, /answers 404.*no such file/],
])('a server that answers %i is an error at once', async (status, message) => {
  let calls = 0;
  const address = await serve((_, response) => {
    calls++;
    response.writeHead(status).end();
    return true;
  });
  const error = await findFiles(address, CONTEXT).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'BAD_DATA' });
  expect(error.describe()).toMatch(message);
  expect(calls).toBe(1);
});

test('a server that is away is given up after some attempts', async () => {
  let calls = 0;
  const address = await serve((request) => {
    calls++;
    request.socket.destroy();
    return true;
  });
  await expect(httpFile(address, undefined, PATIENCE)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  expect(calls).toBe(6);
});

test('a file that changes while it is read is refused', async () => {
  let calls = 0;
  const address = await serve((_, response) => {
    response.setHeader('x-call', ++calls);
    const writeHead = response.writeHead.bind(response);
    response.writeHead = ((status: number, headers: object) =>
      writeHead(status, { ...headers, etag: `"${calls}"` })) as typeof response.writeHead;
    return false;
  });
  const file = await httpFile(address, undefined, PATIENCE);
  await expect(bytesOfFile(file)).rejects.toThrow(/has changed while it was read/);
});

test('patterns match files on this machine; none is an error', async () => {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, 'a/b'), { recursive: true });
  for (const name of ['a/2.csv', 'a/1.csv', 'a/b/3.csv', 'a/4.txt']) writeFileSync(join(dataDir, name), name);
  const names = async (pattern: string) =>
    (await findFiles(pattern, { ...CONTEXT, dataDir })).map(({ name }) => name);
  expect(await names('a/*.csv')).toEqual(['1.csv', '2.csv']);
  expect(await names('a/**/*.csv')).toEqual(['1.csv', '2.csv', 'b/3.csv']);
  writeFileSync(join(dataDir, 'a/5 [1].csv'), '');
  expect(await names('a/5 [1].csv')).toEqual(['5 [1].csv']);
  await expect(names('a/*.json')).rejects.toMatchObject({ message: 'a/*.json matches no file' });
  await expect(names('a')).rejects.toThrow(/is a folder/);
  await expect(names('none.csv')).rejects.toThrow(/none\.csv is missing/);
});

test('objects of an S3-compatible storage are found by pattern and read in parts', async () => {
  const storage = temporaryFolder();
  const S3rver = createRequire(import.meta.url)('s3rver');
  const configureBuckets = [{ name: 'bucket', configs: [] }];
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: storage,
    configureBuckets,
  });
  const { port } = await server.run();
  onTestFinished(() => server.close());
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
  });
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ forcePathStyle: true });
  for (const Key of ['trips/1.csv', 'trips/2.csv', 'trips/more/3.csv', 'other.txt']) {
    await client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: CONTENT }));
  }
  const found = async (address: string) => (await findFiles(address, CONTEXT)).map(({ name }) => name);
  expect(await found('s3://bucket/trips/*.csv')).toEqual([
    's3://bucket/trips/1.csv',
    's3://bucket/trips/2.csv',
  ]);
  expect(await found('s3://bucket/trips/')).toHaveLength(3);
  const [file] = await findFiles('s3://bucket/other.txt', CONTEXT);
  expect(file!.bytes).toBe(CONTENT.length);
  expectBytes(await bytesOfFile(file!), CONTENT);
  expectBytes(await bytesOfFile(file!, { start: 9, end: 99 }), CONTENT.subarray(9, 99));
  await expect(found('s3://bucket/none/*.csv')).rejects.toThrow(/matches no file/);
  await expect(found('s3://nobody/x.csv')).rejects.toMatchObject({
    code: 'BAD_DATA',
    message: /NoSuchBucket/,
  });
  process.env.AWS_ACCESS_KEY_ID = 'nobody';
  await expect(found('s3://bucket/other.txt')).rejects.toMatchObject({
    code: 'BAD_DATA',
    message: /InvalidAccessKeyId|AccessDenied|Forbidden/,
  });
});

test('a storage that is too busy is asked again, and named where it stays so', async () => {
  const content = Buffer.from('a,y\n1,2\n');
  // Refusals before each answer; the SDK makes five attempts.
  let [refusals, left] = [1, 1];
  const server = createServer((request, response) => {
    if (left-- > 0) {
      response.writeHead(503).end('<Error><Code>SlowDown</Code><Message>reduce your rate</Message></Error>');
      return;
    }
    left = refusals;
    if (request.url?.includes('list-type')) {
      const found = `<Contents><Key>t.csv</Key><Size>${content.length}</Size><ETag>"1"</ETag></Contents>`;
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${found}</ListBucketResult>`);
      return;
    }
    const range = `bytes 0-${content.length - 1}/${content.length}`;
    response.writeHead(206, { 'content-length': content.length, etag: '"1"', 'content-range': range });
    response.end(content);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const [file] = await findFiles('s3://bucket/t.csv', CONTEXT);
  expect(await bytesOfFile(file!)).toEqual(content);
  [refusals, left] = [1_000, 1_000];
  await expect(findFiles('s3://bucket/t.csv', CONTEXT)).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: 's3://bucket/t.csv: the storage answers 503 SlowDown (reduce your rate)',
  });
});
