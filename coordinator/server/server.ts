import { Server, ServerCredentials } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { within } from '../../base/abort.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Certificates } from '../../net/certificates.ts';
import { requireToken } from '../../net/grpc-token.ts';
import { listen } from '../../net/listener.ts';
import { ControlService, DataService, LAST_FILES_MS, MAX_MESSAGE_BYTES } from '../../proto/services.ts';
import type { Coordinator } from '../run/coordinator.ts';
import { controlHandlers } from './control-service.ts';
import { dataHandlers } from './data-service.ts';

export interface RunningServer {
  /** The port that the server listens on. */
  readonly port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** Left out, connections are not encrypted. */
  readonly tls?: Certificates | undefined;
}

/** Most calls that one connection may have open; a worker needs a handful. */
const MAX_CALLS = 64;
const NO_TOKEN = 'the join token is missing or wrong. Give the worker the coordinator’s --token-file';

/**
 * Serves a coordinator over gRPC. Calls must carry the join token (health checks need none).
 * @throws LockstepError ADDRESS_IN_USE
 */
export async function serve(
  coordinator: Coordinator,
  { host, port, token, tls }: ServeOptions,
): Promise<RunningServer> {
  let know: (remote: string) => void = () => {};
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_concurrent_streams': MAX_CALLS,
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.http2.min_ping_interval_without_data_ms': 1_000,
    interceptors: [requireToken(token, NO_TOKEN, (remote) => know(remote))],
  });
  server.addService(ControlService, controlHandlers(coordinator));
  server.addService(DataService, dataHandlers(coordinator));
  new HealthImplementation({ '': 'SERVING' }).addToServer(server);
  // TLS ends at the listener, so gRPC sees plain streams.
  const calls = server.createConnectionInjector(ServerCredentials.createInsecure());
  const secured = tls && { certificates: tls, admit: ['worker'] as const };
  const listener = await listen({ host, port, tls: secured }, (stream) =>
    calls.injectConnection(stream),
  ).catch((cause) => {
    throw new LockstepError('ADDRESS_IN_USE', `cannot listen on ${host}:${port} (${cause.message})`, {
      hint: 'Name another port with --port, or stop the program that holds it',
      cause,
    });
  });
  know = listener.know;
  return {
    port: listener.port,
    close: async () => {
      const closed = listener.close();
      // Workers of a failed run first finish the uploads of their checkpoints.
      await within(LAST_FILES_MS, 'the end of the workers', closed).catch(() => undefined);
      await shutDown(server);
      await closed;
    },
  };
}

/** Gives open calls two seconds to end, then cuts them. */
async function shutDown(server: Server): Promise<void> {
  const cut = setTimeout(() => server.forceShutdown(), 2_000);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(cut);
}
