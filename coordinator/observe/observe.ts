import { metricsRoute, probe, serveHttp } from '../../proto/http.ts';
import type { Listener } from '../events/bus.ts';
import type { Coordinator } from '../run/coordinator.ts';
import { LiveEvents } from './live.ts';
import { livePage } from './page.ts';
import { RunMetrics } from './run-metrics.ts';

export interface Observatory {
  readonly hear: Listener;
  readonly metrics: RunMetrics;
  /** Serves the live page, `/metrics`, `/healthz` and `/readyz`; gives the port. */
  serve(coordinator: Coordinator, host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

/** Everything about a run that can be looked at over HTTP. */
export function openObservatory(): Observatory {
  const [metrics, live] = [new RunMetrics(), new LiveEvents()];
  let close = async () => {};
  return {
    metrics,
    hear: (event) => {
      metrics.hear(event);
      live.hear(event);
    },
    async serve(coordinator, host, port) {
      const page = await livePage();
      const server = await serveHttp({
        host,
        port,
        routes: {
          '/': (_, response) => {
            response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
          },
          '/events': (request, response) => live.view(request, response),
          '/metrics': metricsRoute(() => metrics.text()),
          '/healthz': probe(() => undefined),
          '/readyz': probe(() => (coordinator.ended ? 'the run is over' : undefined)),
        },
      });
      close = async () => {
        live.close();
        await server.close();
      };
      return server.port;
    },
    close: () => close(),
  };
}
