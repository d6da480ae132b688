import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RunEvent } from '../../proto/events.ts';

/** Events kept for pages that are opened late; of many steps, every so many are kept. */
const MOST_KEPT = 4_000;
/** Page views at once. */
const MOST_VIEWERS = 64;
const FLUSH_MS = 200;

/** The run's events as server-sent events: all that matters from the start, then what happens. */
export class LiveEvents {
  #kept: RunEvent[] = [];
  /** Of steps, one in so many is kept and sent. */
  #stride = 1;
  readonly #viewers = new Set<ServerResponse>();
  #pending: RunEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  hear(event: RunEvent): void {
    if (event.type === 'step' && event.step % this.#stride !== 0) return;
    this.#kept.push(event);
    if (this.#kept.length > MOST_KEPT) this.#thin();
    this.#pending.push(event);
    // A few messages a second however fast the steps are.
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Route of the stream. */
  view(_: IncomingMessage, response: ServerResponse): void {
    if (this.#viewers.size >= MOST_VIEWERS) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(message(this.#kept));
    this.#viewers.add(response);
    response.on('close', () => this.#viewers.delete(response));
  }

  close(): void {
    this.#flush();
    for (const viewer of this.#viewers) viewer.end();
  }

  #thin(): void {
    this.#stride *= 2;
    this.#kept = this.#kept.filter((event) => event.type !== 'step' || event.step % this.#stride === 0);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#pending.splice(0);
    if (events.length === 0) return;
    const text = message(events);
    for (const viewer of this.#viewers) {
      // Whoever does not read for so long has gone.
      if (viewer.writableLength > 16 * 1024 * 1024) viewer.destroy();
      else viewer.write(text);
    }
  }
}

function message(events: readonly RunEvent[]): string {
  return `data: ${JSON.stringify(events)}\n\n`;
}
