import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { LockstepError } from '../base/errors.ts';

/** Answers a request. */
export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface HttpOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Routes of GET requests, by path without query. */
  readonly routes: Readonly<Record<string, Route>>;
  /** Routes of POST requests. */
  readonly posts?: Readonly<Record<string, Route>>;
  /** Left out, connections are not encrypted. */
  readonly tls?: SecureContextOptions | undefined;
  /** Longest that a request may take to arrive, in ms; left out, as for requests without a large body. */
  readonly requestMs?: number;
  /** Which flag names the port. */
  readonly portFlag?: string;
}

/** Longest that a small request, and the head of any, may take to arrive, in ms. */
const REQUEST_MS = 5_000;
/** How often slow connections are looked for, in ms. */
const CHECK_MS = 1_000;
/** Most connections at a time; more are refused. */
const MAX_CONNECTIONS = 512;

/** Serves HTTP, for browsers, probes and Prometheus. @throws LockstepError ADDRESS_IN_USE */
export async function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, port, routes, posts = {}, tls } = options;
  const { requestMs = REQUEST_MS, portFlag = '--metrics-port' } = options;
  const limits = {
    ...{ requestTimeout: requestMs, headersTimeout: REQUEST_MS },
    connectionsCheckingInterval: CHECK_MS,
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '/').split('?')[0]!;
    const [table, others] = request.method === 'POST' ? [posts, routes] : [routes, posts];
    const route = Object.hasOwn(table, path) ? table[path] : undefined;
    if (!route || !['GET', 'POST'].includes(request.method ?? '')) {
      const status = route || Object.hasOwn(others, path) ? 405 : 404;
      response.writeHead(status, { 'content-type': 'application/json' }).end(nothingAt(request.method, path));
      return;
    }
    Promise.resolve(route(request, response)).catch(() => response.destroy());
  };
  const paths = [
    ...Object.keys(routes).map((path) => `GET ${path}`),
    ...Object.keys(posts).map((path) => `POST ${path}`),
  ];
  const nothingAt = (method: string | undefined, path: string) =>
    `${JSON.stringify({ error: `nothing answers ${method} ${path} here. There is ${paths.join(', ')}` })}\n`;
  const server = tls ? createTlsServer({ ...limits, ...tls }, answer) : createServer(limits, answer);
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new LockstepError('ADDRESS_IN_USE', `cannot listen on ${host}:${port} (${cause.message})`, {
          hint: `Choose another port with ${portFlag}`,
          cause,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
  // An accept that fails, as where too many files are open, costs that connection alone.
  server.on('error', () => {});
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A route for probes: 200, or 503 with the reason that `isFine` gives. */
export function probe(isFine: () => string | undefined): Route {
  return (_, response) => {
    const trouble = isFine();
    response.writeHead(trouble === undefined ? 200 : 503, { 'content-type': 'text/plain' });
    response.end(`${trouble ?? 'ok'}\n`);
  };
}

/** A route that serves metrics. */
export function metricsRoute(text: () => Promise<string>): Route {
  return async (_, response) => {
    const body = await text();
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body);
  };
}
