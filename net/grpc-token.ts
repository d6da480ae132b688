import { timingSafeEqual } from 'node:crypto';
import { ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';
import { sha256 } from '../base/hash.ts';
import { TOKEN_KEY } from '../proto/services.ts';

/**
 * Refuses calls that do not carry the token; health checks need none.
 * @param refusal what a caller without it is told
 * @param onKnown called with the remote address of each connection whose call carries the token
 */
export function requireToken(
  token: string,
  refusal: string,
  onKnown: (remote: string) => void = () => {},
): ServerInterceptor {
  const expected = sha256(token);
  return (methodDescriptor, call) => {
    if (methodDescriptor.path.startsWith('/grpc.health.')) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, nextMetadata) {
            const given = sha256(String(metadata.get(TOKEN_KEY)[0] ?? ''));
            if (timingSafeEqual(given, expected)) {
              onKnown(call.getPeer());
              return nextMetadata(metadata);
            }
            call.sendStatus({
              code: status.UNAUTHENTICATED,
              details: `UNAUTHENTICATED: ${refusal}`,
            });
          },
        }),
    });
  };
}
