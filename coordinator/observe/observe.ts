import { asLockstepError } from '../../base/errors.ts';
import { metricsRoute, probe, serveHttp } from '../../net/http.ts';
import type { Command, CommandReply } from '../../proto/commands.ts';
import type { RunEvent } from '../../proto/events.ts';
import { commandRoute } from '../commands/route.ts';
import type { Coordinator } from '../run/coordinator.ts';
import { drawingRoutes } from './drawings.ts';
import { LiveView } from './live.ts';
import { page } from './page.ts';
import { RunMetrics } from './run-metrics.ts';
import { RunView } from './view/run-view.ts';

/** No other site may show the page in a frame, where users could press its buttons unaware (clickjacking). */
const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' };

/** What users see of a run (metrics, live page), and what answers their commands. */
export class Observatory {
  readonly metrics = new RunMetrics();
  readonly view = new RunView();
  readonly #live = new LiveView(this.view);
  #server: { close(): Promise<void> } | undefined;

  hear(event: RunEvent): void {
    this.metrics.hear(event);
    this.view.hear(event);
    this.#live.touch();
  }

  /** Answers a command; `from` says how it came: `the page`, `NATS`. Never rejects. */
  async command(coordinator: Coordinator, command: Command, from: string): Promise<CommandReply> {
    if (command.command !== 'status') {
      return await coordinator.command(command, from).catch((raw) => ({
        ok: false,
        message: asLockstepError(raw, 'INTERNAL').describe(),
      }));
    }
    const reason = this.view.head.state === 'paused' ? 'waits for resume' : coordinator.reason;
    return { ok: true, message: reason, status: this.view.status(reason) };
  }

  /**
   * Serves the live page, commands, `/metrics`, `/healthz` and `/readyz`.
   * @param path of the run's folder: what it draws is shown
   * @returns the port
   */
  async serve(
    coordinator: Coordinator,
    { host, port, token, path }: { host: string; port: number; token: string; path: string },
  ): Promise<number> {
    const live = await page();
    const server = await serveHttp({
      host,
      port,
      routes: {
        '/': (_, response) => {
          response.writeHead(200, PAGE_HEADERS).end(live);
        },
        '/events': (request, response) => this.#live.watch(request, response),
        ...drawingRoutes(path),
        '/metrics': metricsRoute(() => {
          this.metrics.show(this.view.head);
          return this.metrics.text();
        }),
        '/healthz': probe(() => undefined),
        '/readyz': probe(() => (coordinator.ended ? 'the run is over' : undefined)),
      },
      posts: {
        '/commands': commandRoute(host, token, (command) => this.command(coordinator, command, 'the page')),
      },
    });
    this.#server = server;
    return server.port;
  }

  async close(): Promise<void> {
    this.#live.close();
    await this.#server?.close();
  }
}
