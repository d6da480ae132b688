import type { IncomingMessage, ServerResponse } from 'node:http';
import { steadyClock } from '../../base/clock.ts';
import type { ViewChange } from '../../proto/snapshot.ts';
import type { RunView } from './view/run-view.ts';

/** Page views at once. */
const MOST_VIEWERS = 64;
const FLUSH_MS = 250;
/** Whoever has not read for so long has gone. */
const PATIENCE_MS = 60_000;

/** What a viewer is told by: a response of HTTP. */
type Viewer = Pick<ServerResponse, 'write' | 'end' | 'destroy' | 'writableLength'>;

/**
 * The run as server-sent events: all of it when a page opens, then what is new, a few times a second. A viewer that
 * has not read what it was sent is sent nothing more, and all of the run when it has: it costs one message of memory
 * however slowly it reads.
 */
export class LiveView {
  readonly #view: RunView;
  /** Since when each has been behind, by the steady clock; undefined for those that are not. */
  readonly #viewers = new Map<Viewer, number | undefined>();
  #timer: NodeJS.Timeout | undefined;

  constructor(view: RunView) {
    this.#view = view;
  }

  /** Something has happened: viewers are told soon. Without viewers this costs nothing. */
  touch(): void {
    if (this.#viewers.size > 0) this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Route of the stream. */
  watch(_: IncomingMessage, response: ServerResponse): void {
    if (this.#viewers.size >= MOST_VIEWERS) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // What the others have not been told yet, so that the newcomer goes on from where they stand.
    this.#flush();
    response.write(message(this.#view.snapshot()));
    this.#viewers.set(response, undefined);
    response.on('drain', () => this.#caughtUp(response));
    response.on('close', () => this.#viewers.delete(response));
  }

  close(): void {
    this.#flush();
    for (const viewer of this.#viewers.keys()) viewer.end();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = message(this.#view.change());
    for (const [viewer, since] of this.#viewers) {
      if (since === undefined && viewer.writableLength === 0) viewer.write(text);
      else if (since === undefined) this.#viewers.set(viewer, steadyClock());
      else if (steadyClock() - since > PATIENCE_MS) viewer.destroy();
    }
  }

  /** It has read what it was sent. */
  #caughtUp(viewer: Viewer): void {
    if (this.#viewers.get(viewer) === undefined) return;
    this.#viewers.set(viewer, undefined);
    // The others have been told by now what it missed.
    this.#flush();
    viewer.write(message(this.#view.snapshot()));
  }
}

function message(change: ViewChange): string {
  return `data: ${JSON.stringify(change)}\n\n`;
}
