import { type ConnectionOptions, connect } from 'node:tls';
import { LockstepError } from '../../base/errors.ts';
import { type Certificates, certificateTrouble, ROLES } from '../../net/certificates.ts';

const PROBE_MS = 2_000;

/**
 * Finds out why gRPC gets no connection, by connecting to the coordinator once. gRPC itself does not say why.
 * @returns UNAUTHENTICATED where another attempt cannot help, UNREACHABLE where it may, undefined when nobody answers
 */
export function probe(address: string, tls: Certificates | undefined): Promise<LockstepError | undefined> {
  const at = address.lastIndexOf(':');
  const target = { host: address.slice(0, at), port: Number(address.slice(at + 1)), ALPNProtocols: ['h2'] };
  // Without certificates the question is only whether TLS is spoken there.
  const options: ConnectionOptions = tls
    ? { ...target, ...tls.context, servername: ROLES.coordinator }
    : { ...target, rejectUnauthorized: false };
  return new Promise((resolve) => {
    let handshakeDone = false;
    const socket = connect(options);
    const settle = (result?: LockstepError) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => settle(), PROBE_MS);
    socket.once('secureConnect', () => {
      handshakeDone = true;
      if (!tls) settle(speaksTls(address));
    });
    // The other side begins HTTP/2: it has accepted our certificate.
    socket.once('data', () => settle());
    // Without certificates, a failed TLS handshake is what we hope for.
    socket.once('error', (error) => settle(tls && certificateTrouble(error, address)));
    socket.once('close', () => settle(handshakeDone ? closed(address) : undefined));
  });
}

function speaksTls(address: string): LockstepError {
  return new LockstepError('UNAUTHENTICATED', `the coordinator at ${address} requires TLS`, {
    hint: 'Give --tls the folder of a worker that `lockstep certs` made',
  });
}

function closed(address: string): LockstepError {
  return new LockstepError('UNREACHABLE', `the coordinator at ${address} closes our connections`, {
    hint: "Check that the coordinator's ca.crt holds the authority of this worker's certificate",
  });
}
