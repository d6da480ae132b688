import type { IncomingMessage, ServerResponse } from 'node:http';
import { steadyClock } from '../../base/clock.ts';
import type { ViewChange } from '../../proto/snapshot.ts';
import type { RunView } from './view/run-view.ts';

/** Most pages that may be open at once. */
const MOST_VIEWERS = 64;
const FLUSH_MS = 250;
/** A viewer that has read nothing for this long, in ms, is disconnected. */
const PATIENCE_MS = 60_000;

/** The HTTP response that a viewer reads. */
type Viewer = Pick<ServerResponse, 'write' | 'end' | 'destroy' | 'writableLength'>;

/**
 * The run as server-sent events: a whole snapshot when a page opens, then changes, a few times a second. A viewer that
 * has not read its last message gets no changes, and a whole snapshot once it has. So a viewer costs one message of
 * memory however slowly it reads.
 */
export class LiveView {
  readonly #view: RunView;
  /** Since when each viewer has been behind, in ms of the steady clock; undefined for those that are not. */
  readonly #viewers = new Map<Viewer, number | undefined>();
  #timer: NodeJS.Timeout | undefined;

  constructor(view: RunView) {
    this.#view = view;
  }

  /** The run has changed: viewers hear of it soon. Without viewers this costs nothing. */
  touch(): void {
    if (this.#viewers.size > 0) this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** The HTTP route of the stream. */
  watch(_: IncomingMessage, response: ServerResponse): void {
    if (this.#viewers.size >= MOST_VIEWERS) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // The others get their changes first, so that all viewers go on from the same snapshot.
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

  /** The viewer has read its last message. */
  #caughtUp(viewer: Viewer): void {
    if (this.#viewers.get(viewer) === undefined) return;
    this.#viewers.set(viewer, undefined);
    // The others have already got the changes that this viewer missed.
    this.#flush();
    viewer.write(message(this.#view.snapshot()));
  }
}

function message(change: ViewChange): string {
  return `data: ${JSON.stringify(change)}\n\n`;
}
