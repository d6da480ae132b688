import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sha256 } from '../../base/hash.ts';
import type { Route } from '../../net/http.ts';
import { isLoopback } from '../../net/listener.ts';
import { type Command, type CommandReply, parseCommand } from '../../proto/commands.ts';

const MOST_BYTES = 4_096;

/**
 * Commands from the live page: `POST` with a `Command` as JSON, answered by a `CommandReply`.
 *
 * Pages of other sites are refused: their requests carry another `Origin`, and the content type JSON makes browsers
 * ask for permission first (CORS preflight), which is not given. Where the page is served on a loopback address, a
 * request needs no token if its `Host` is a loopback name or address too; that keeps out DNS rebinding. Any other
 * request needs the run's token.
 */
export function commandRoute(
  host: string,
  token: string,
  carryOut: (command: Command) => Promise<CommandReply>,
): Route {
  const expected = sha256(token);
  return async (request, response) => {
    const answer = (status: number, reply: CommandReply) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
    };
    const refuse = (status: number, message: string) => answer(status, { ok: false, message });
    if (isForeign(request)) return refuse(403, 'only the live page may send commands');
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const hasToken = given !== undefined && timingSafeEqual(sha256(given), expected);
    const isLocal = isLoopback(host) && isLoopback(nameOf(request.headers.host));
    if (!hasToken && !isLocal) return refuse(401, 'this command needs the join token of the run');
    const body = await read(request);
    const command = body === undefined ? undefined : parseCommand(body);
    if (!command) return refuse(400, 'there is no such command');
    answer(200, await carryOut(command));
  };
}

function isForeign({ headers }: IncomingMessage): boolean {
  if (headers['content-type'] !== 'application/json') return true;
  const { origin, host } = headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** The host of a `Host` header, an IPv6 address without its brackets; empty where the header is none. */
function nameOf(host: string | undefined): string {
  if (host === undefined || !URL.canParse(`http://${host}`)) return '';
  return new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1');
}

async function read(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.byteLength;
    if (bytes > MOST_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
