/** A real S3 server, and before it a door that can be shut: at any request, for good or for a while. */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './lockstep.ts';

export interface S3Server {
  /** Environment with which the AWS SDK finds it. */
  readonly env: Readonly<Record<string, string>>;
  /** Requests that change something, since it was last set to 0. */
  writes: number;
  /** Asked at each such request: where it says false, the connection is cut, and nothing is changed. */
  lets: (count: number, path: string) => boolean;
  /** Whether reading is let through too. */
  open: boolean;
  /** Asked at each object that is read: where it says true, the answer breaks off after its first half. */
  cuts: () => boolean;
}

const BUCKET = 'bucket';

/**
 * s3rver, with a bucket of the name `bucket`. It knows no conditions of writes, so the door holds those as S3 does: `If-None-Match: *` and
 * `If-Match` are compared with the object that is there, one write after another.
 */
export async function s3Server(): Promise<S3Server> {
  const S3rver = createRequire(import.meta.url)('s3rver');
  const server = new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory: temporaryFolder() },
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  const { port } = await server.run();
  onTestFinished(() => server.close());
  const door = createServer();
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => shut(door));
  const s3: S3Server = {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    },
    writes: 0,
    lets: () => true,
    open: true,
    cuts: () => false,
  };
  /** Of each object that was written, by its path. */
  const etags = new Map<string, string>();
  let turn: Promise<void> = Promise.resolve();
  door.on('request', (incoming, response) => {
    const { method, url = '', headers } = incoming;
    const isWrite = method !== 'GET' && method !== 'HEAD';
    if (!s3.open || (isWrite && !s3.lets(++s3.writes, url))) {
      incoming.socket.destroy();
      return;
    }
    const isObject = method === 'GET' && !url.includes('list-type');
    const pass = () => forward(port, incoming, response, isObject && s3.cuts());
    if (!isWrite) {
      void pass();
      return;
    }
    const path = url.split('?')[0]!;
    turn = turn.then(async () => {
      if (!holds(headers, etags.get(path))) {
        refuse(response);
        return;
      }
      const etag = await pass();
      if (method === 'PUT' && etag !== undefined) etags.set(path, etag);
      if (method === 'DELETE') etags.delete(path);
    });
  });
  return s3;
}

function shut(door: Server): void {
  door.closeAllConnections();
  door.close();
}

/** Whether a write may come about. */
function holds(headers: IncomingMessage['headers'], etag: string | undefined): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  return (match === undefined || match === etag) && (noneMatch === undefined || etag === undefined);
}

function refuse(response: ServerResponse): void {
  response.writeHead(412, { 'content-type': 'application/xml' });
  response.end('<Error><Code>PreconditionFailed</Code><Message>it has changed</Message></Error>');
}

/** @returns the tag that the answer tells */
function forward(
  port: number,
  incoming: IncomingMessage,
  response: ServerResponse,
  cuts: boolean,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      response.on('close', () => resolve(answer.headers.etag));
      if (cuts) {
        answer.once('data', (piece: Buffer) => {
          answer.destroy();
          response.write(piece.subarray(0, piece.byteLength >> 1), () => response.destroy());
        });
      } else answer.pipe(response);
    });
    onward.on('error', () => {
      incoming.socket.destroy();
      resolve(undefined);
    });
    incoming.on('close', () => incoming.complete || onward.destroy());
    incoming.pipe(onward);
  });
}
