import { timingSafeEqual } from 'node:crypto';
import {
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { LockstepError } from '../../proto/errors.ts';
import { ControlService, DataService, MAX_MESSAGE_BYTES } from '../../proto/services.ts';
import { sha256, TOKEN_KEY } from '../../proto/token.ts';
import type { Coordinator } from '../run/coordinator.ts';
import { controlHandlers } from './control-service.ts';
import { dataHandlers } from './data-service.ts';

export interface RunningServer {
  /** The port bound, which matters where 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves a coordinator over gRPC. Calls must carry the join token (health checks need none).
 * @throws LockstepError ADDRESS_IN_USE
 */
export async function serve(
  coordinator: Coordinator,
  { host, port, token }: { host: string; port: number; token: string },
): Promise<RunningServer> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.http2.min_ping_interval_without_data_ms': 1_000,
    interceptors: [requireToken(token)],
  });
  server.addService(ControlService, controlHandlers(coordinator));
  server.addService(DataService, dataHandlers(coordinator));
  new HealthImplementation({ '': 'SERVING' }).addToServer(server);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (!error) return resolve(bound);
      reject(
        new LockstepError('ADDRESS_IN_USE', `cannot listen on ${host}:${port} (${error.message})`, {
          mend: 'Name another port with --port, or stop the program that holds it',
          cause: error,
        }),
      );
    });
  });
  return { port: bound, close: () => shutDown(server) };
}

/** Lets calls end for a moment, then cuts them. */
async function shutDown(server: Server): Promise<void> {
  const cut = setTimeout(() => server.forceShutdown(), 2_000);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(cut);
}

function requireToken(token: string): ServerInterceptor {
  const expected = sha256(token);
  return (methodDescriptor, call) => {
    if (methodDescriptor.path.startsWith('/grpc.health.')) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, nextMetadata) {
            const given = sha256(String(metadata.get(TOKEN_KEY)[0] ?? ''));
            if (timingSafeEqual(given, expected)) return nextMetadata(metadata);
            call.sendStatus({
              code: status.UNAUTHENTICATED,
              details:
                'UNAUTHENTICATED: the join token is missing or wrong. Give the worker the coordinator’s --token-file',
            });
          },
        }),
    });
  };
}
