import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ViewChange } from '../../proto/snapshot.ts';
import type { RunView } from './view/run-view.ts';

/** Page views at once. */
const MOST_VIEWERS = 64;
const FLUSH_MS = 250;
/** Whoever does not read for so long has gone, in bytes. */
const MOST_UNREAD = 16 * 1024 * 1024;

/** The run as server-sent events: all of it when a page opens, then what is new, a few times a second. */
export class LiveView {
  readonly #view: RunView;
  readonly #viewers = new Set<ServerResponse>();
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
    this.#viewers.add(response);
    response.on('close', () => this.#viewers.delete(response));
  }

  close(): void {
    this.#flush();
    for (const viewer of this.#viewers) viewer.end();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = message(this.#view.change());
    for (const viewer of this.#viewers) {
      if (viewer.writableLength > MOST_UNREAD) viewer.destroy();
      else viewer.write(text);
    }
  }
}

function message(change: ViewChange): string {
  return `data: ${JSON.stringify(change)}\n\n`;
}
