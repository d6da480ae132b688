/** The Control service over the simulated network: the coordinator's real handlers, and a client that calls them. */
import { EventEmitter } from 'node:events';
import { LockstepError } from '../../base/errors.ts';
import type { Coordinator } from '../../coordinator/run/coordinator.ts';
import { controlHandlers } from '../../coordinator/server/control-service.ts';
import { dataHandlers } from '../../coordinator/server/data-service.ts';
import { ControlService, DataService } from '../../proto/services.ts';
import { fromStatus, type WireStatus } from '../../proto/status.ts';
import type {
  CoordinatorClient,
  CoordinatorLink,
  Directive,
  RecordPiece,
  SessionEvents,
} from '../../worker/session/client.ts';
import type { Process } from './clock.ts';
import type { End, Network } from './network.ts';

export const COORDINATOR = 'coordinator';
const UNAVAILABLE: WireStatus = { code: 14, details: 'the connection is lost' };
const RETRY_MS = 50;
/** After so long without a sign of life gRPC's keepalive ends a connection. */
const KEEPALIVE_MS = 1_500;
const KEEPALIVE_CHECK_MS = 250;

type Calls = 'register' | 'session' | 'upload' | 'download' | 'read';
type Up = { call: Calls; bytes?: Uint8Array } | { bytes: Uint8Array } | { end: true };
type Down = { bytes: Uint8Array } | { status: WireStatus | undefined };

const METHODS = { ...ControlService, ...DataService };

/** Serves a coordinator to whoever dials `COORDINATOR`; the function returned ends it. */
export function serveControl(network: Network, process: Process, coordinator: Coordinator): () => void {
  // biome-ignore lint/suspicious/noExplicitAny: stands in for gRPC's own call objects
  const handlers: any = { ...controlHandlers(coordinator), ...dataHandlers(coordinator) };
  return network.listen(COORDINATOR, process, (raw) => {
    const end = raw as End;
    end.onMessage = (message) => accept(end, message as { call: Calls; bytes?: Uint8Array }, handlers);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function accept(end: End, { call, bytes }: { call: Calls; bytes?: Uint8Array }, handlers: any): void {
  const method = METHODS[call];
  const respond = (message: never) => end.send({ bytes: method.responseSerialize(message) });
  const finish = (status?: WireStatus) => {
    end.send({ status });
    end.close();
  };
  const callback = (error: WireStatus | null, response: never) => {
    if (!error) respond(response);
    finish(error ?? undefined);
  };
  const request = bytes && method.requestDeserialize(Buffer.from(bytes));
  if (call === 'register') {
    handlers.register({ request }, callback);
    return;
  }
  const server = new ServerCall(request, respond, finish);
  end.onMessage = (message) => {
    if ('end' in (message as Up)) server.finished();
    else server.arrived(method.requestDeserialize(Buffer.from((message as { bytes: Uint8Array }).bytes)));
  };
  end.onClose = () => server.cancel();
  handlers[call](server, callback);
}

/** What gRPC gives a handler: a stream of requests and a way to answer. */
class ServerCall extends EventEmitter {
  readonly request: unknown;
  cancelled = false;
  readonly #respond: (message: never) => void;
  readonly #finish: (status?: WireStatus) => void;
  readonly #arrived: unknown[] = [];
  #over = false;
  #wake = () => {};

  constructor(request: unknown, respond: (message: never) => void, finish: (status?: WireStatus) => void) {
    super();
    this.request = request;
    this.#respond = respond;
    this.#finish = finish;
    this.on('error', (error) => this.#finish(error as WireStatus));
  }

  write(message: never): boolean {
    this.#respond(message);
    return true;
  }

  end(): void {
    this.#finish();
  }

  destroy(error: Error & WireStatus): void {
    this.#finish({ code: error.code, details: error.details });
  }

  arrived(message: unknown): void {
    this.#arrived.push(message);
    this.emit('data', message);
    this.#wake();
  }

  finished(): void {
    this.#over = true;
    this.emit('end');
    this.#wake();
  }

  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.cancelled = true;
    this.emit('cancelled');
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    for (;;) {
      while (this.#arrived.length > 0) yield this.#arrived.shift();
      if (this.cancelled) throw new LockstepError('ABORTED', 'the call was cancelled');
      if (this.#over) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** A worker's client, as `CoordinatorClient` behaves over a network. */
export function controlClient(
  network: Network,
  process: Process,
): CoordinatorLink & Pick<CoordinatorClient, 'read'> {
  const { time } = network;

  /** Calls and gathers what comes until the call is over. @throws whatever it ended with */
  const call = (name: Calls, requests: readonly Uint8Array[], signal?: AbortSignal) =>
    new Promise<Uint8Array[]>((resolve, reject) => {
      const end = network.dial(process, COORDINATOR);
      const answers: Uint8Array[] = [];
      const over = (status?: WireStatus) => {
        signal?.removeEventListener('abort', abort);
        if (status) reject(fromStatus(status, COORDINATOR));
        else resolve(answers);
      };
      const abort = () => {
        end.close();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      end.onMessage = (message) => {
        if ('bytes' in (message as Down)) answers.push((message as { bytes: Uint8Array }).bytes);
        else over((message as { status: WireStatus | undefined }).status);
      };
      end.onClose = () => over(UNAVAILABLE);
      if (METHODS[name].requestStream) {
        end.send({ call: name });
        for (const bytes of requests) end.send({ bytes });
        end.send({ end: true });
      } else {
        end.send({ call: name, bytes: requests[0] });
      }
    });

  return {
    async register(request, deadlineMs) {
      const { requestSerialize, responseDeserialize } = ControlService.register;
      const until = time.now + deadlineMs;
      for (;;) {
        const late = new AbortController();
        const unreachable = new LockstepError('UNREACHABLE', 'no coordinator answers in time');
        const timer = setTimeout(() => late.abort(unreachable), until - time.now);
        try {
          const [answer] = await call('register', [requestSerialize(request)], late.signal);
          return responseDeserialize(Buffer.from(answer!));
        } catch (error) {
          if ((error as LockstepError).code !== 'UNREACHABLE' || time.now + RETRY_MS >= until) throw error;
        } finally {
          clearTimeout(timer);
        }
        await time.delay(RETRY_MS);
      }
    },

    openSession(events: SessionEvents) {
      const { requestSerialize, responseDeserialize } = ControlService.session;
      const end = network.dial(process, COORDINATOR);
      let over = false;
      let closed = () => {};
      const finish = (error?: LockstepError) => {
        if (over) return;
        over = true;
        clearInterval(keepalive);
        end.close();
        closed();
        events.onEnd(error);
      };
      const keepalive = setInterval(() => {
        const { stalledAt } = end.out;
        if (stalledAt !== undefined && time.now - stalledAt > KEEPALIVE_MS) {
          finish(fromStatus(UNAVAILABLE, COORDINATOR));
        }
      }, KEEPALIVE_CHECK_MS);
      end.onMessage = (message) => {
        const down = message as Down;
        if ('bytes' in down) events.onDirective(responseDeserialize(Buffer.from(down.bytes)) as Directive);
        else finish(down.status && fromStatus(down.status, COORDINATOR));
      };
      end.onClose = () => finish(fromStatus(UNAVAILABLE, COORDINATOR));
      end.send({ call: 'session' });
      return {
        send: (report) => {
          if (!over) end.send({ bytes: requestSerialize(report) });
        },
        end: async () => {
          if (over) return;
          end.send({ end: true });
          const gone = new Promise<void>((resolve) => {
            closed = resolve;
          });
          const cut = setTimeout(() => finish(), 1_000);
          await gone;
          clearTimeout(cut);
        },
      };
    },

    async upload(path, { pieces, sha256 }, signal) {
      const { requestSerialize } = ControlService.upload;
      const content = Buffer.concat(pieces);
      const half = content.byteLength >> 1;
      const chunks = [
        { path, data: content.subarray(0, half) },
        { data: content.subarray(half), sha256 },
      ];
      await call('upload', chunks.map(requestSerialize), signal);
    },

    async *read(request, signal) {
      const { requestSerialize, responseDeserialize } = DataService.read;
      const answers = await call('read', [requestSerialize(request)], signal);
      for (const bytes of answers) yield responseDeserialize(Buffer.from(bytes)) as RecordPiece;
    },

    async download(path, signal) {
      const { requestSerialize, responseDeserialize } = ControlService.download;
      const answers = await call('download', [requestSerialize({ path })], signal);
      return answers.map((bytes) => responseDeserialize(Buffer.from(bytes)).data);
    },
  };
}
