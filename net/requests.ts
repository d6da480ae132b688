/** Who may ask over HTTP, and what was asked. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sha256 } from '../base/hash.ts';
import { isLoopback } from './listener.ts';

/**
 * The status that a request is refused with; undefined where it may be carried out.
 *
 * Requests from pages of other sites are refused: they carry another `Origin`. Where the server listens on a loopback
 * address, a request needs no token if its `Host` is a loopback name or address too; that keeps out DNS rebinding. Any
 * other request needs the token.
 * @param host address that the server listens on
 * @param token left out, there is none that would do
 */
export function refusal({ headers }: IncomingMessage, host: string, token?: string): 401 | 403 | undefined {
  const { origin } = headers;
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== headers.host)) return 403;
  if (isLoopback(host) && isLoopback(nameOf(headers.host))) return undefined;
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  const known = token !== undefined && given !== undefined && timingSafeEqual(sha256(given), sha256(token));
  return known ? undefined : 401;
}

/** The host of a `Host` header, an IPv6 address without its brackets; empty where the header is none. */
function nameOf(host: string | undefined): string {
  if (host === undefined || !URL.canParse(`http://${host}`)) return '';
  return new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1');
}

/** The body of a request; undefined where it has more than `most` bytes. */
export async function bodyOf(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.byteLength;
    if (bytes > most) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
