import { LockstepError } from '../../base/errors.ts';
import type { SourceFile } from './file.ts';
import { type Get, Passing, type Patience, resumable } from './resumable.ts';

/** Answers after which another attempt may succeed. */
const BUSY = [408, 425, 429, 500, 502, 503, 504];

/**
 * A file that a web server has. Its size is asked for at once.
 * @throws LockstepError BAD_DATA where the server refuses, UNREACHABLE where there is none
 */
export async function httpFile(url: string, signal?: AbortSignal, patience?: Patience): Promise<SourceFile> {
  const { origin, pathname } = new URL(url);
  const name = `${origin}${pathname}`;
  let bytes = 0;
  let version = '';
  let ranges = false;
  const ask: Get = async (_start, _end, given) => {
    const response = await answerOf(url, name, { range: 'bytes=0-0' }, given);
    await response.body?.cancel();
    ranges = response.status === 206;
    bytes = Number(
      (ranges ? /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] : undefined) ??
        response.headers.get('content-length') ??
        Number.NaN,
    );
    version = versionOf(response);
    return (async function* () {
      yield new Uint8Array(1);
    })();
  };
  // Asked for as a byte is read, so that the same patience holds.
  for await (const _ of resumable(name, ask, 0, 1, signal, patience));
  if (!Number.isSafeInteger(bytes)) {
    throw new LockstepError('BAD_DATA', `${name} does not say how large it is`, {
      hint: 'Download it, and give its path',
    });
  }
  const get: Get = async (start, end, given) => {
    const wanted: Record<string, string> = ranges ? { range: `bytes=${start}-${end - 1}` } : {};
    const response = await answerOf(url, name, wanted, given);
    if (versionOf(response) !== version) {
      throw new LockstepError('BAD_DATA', `${name} has changed while it was read`, { hint: 'Start again' });
    }
    const body = response.body as AsyncIterable<Uint8Array>;
    return response.status === 206 ? body : part(body, start, end);
  };
  return {
    name,
    bytes,
    version,
    open: (given, { start = 0, end = bytes } = {}) => resumable(name, get, start, end, given, patience),
  };
}

/** @throws Passing for a server that is busy; LockstepError BAD_DATA for one that refuses */
async function answerOf(
  url: string,
  name: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  const response = await fetch(url, { headers: { ...headers, 'accept-encoding': 'identity' }, signal });
  if (response.ok) return response;
  await response.body?.cancel();
  const said = `${response.status}${response.statusText ? ` ${response.statusText}` : ''}`;
  if (BUSY.includes(response.status)) throw new Passing(`the server answers ${said}`);
  throw new LockstepError('BAD_DATA', `${name}: the server answers ${said}`, {
    hint: HINTS[response.status] ?? 'Check the address',
  });
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'The file wants a login: use an address that needs none, or a signed one',
  403: 'The server lets nobody read it: use an address that needs no login, or a signed one',
  404: 'There is no such file: check the address',
  416: 'The file has become shorter: start again',
};

function versionOf({ headers, status }: Response): string {
  const size =
    status === 206 ? /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] : headers.get('content-length');
  return `${size} ${headers.get('etag') ?? headers.get('last-modified') ?? ''}`;
}

/** Of a server that knows no ranges: what comes before is thrown away. */
async function* part(
  body: AsyncIterable<Uint8Array>,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const piece of body) {
    const wanted = piece.subarray(Math.max(0, start - at), Math.max(0, end - at));
    at += piece.byteLength;
    if (wanted.byteLength > 0) yield wanted;
    if (at >= end) return;
  }
}
