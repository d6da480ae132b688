/** Requests of the page to the server that it came from. */
import { byId } from './dom.ts';

/** Where a person asks: what is in it, and what its buttons do. */
export interface Desk {
  readonly element: HTMLElement;
  ask(): void;
  clear(): void;
}

/** Posts JSON with the token, for which a field appears where the server wants it. */
export async function post(path: string, content: object, signal?: AbortSignal): Promise<Response> {
  const token = (byId('secret') as HTMLInputElement).value;
  const authorization: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify(content),
    signal: signal ?? null,
  });
  if (response.status === 401) byId('token').hidden = false;
  return response;
}
