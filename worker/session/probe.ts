import { type ConnectionOptions, connect } from 'node:tls';
import { LockstepError } from '../../base/errors.ts';
import { type Certificates, certificateTrouble, ROLES } from '../../net/certificates.ts';

const KNOCK_MS = 2_000;

/**
 * Why gRPC gets no connection, which by itself says only that there is none: calls the coordinator once.
 * @returns UNAUTHENTICATED where trying again is of no use, UNREACHABLE where it may be; undefined when nobody answers
 */
export function probe(address: string, tls: Certificates | undefined): Promise<LockstepError | undefined> {
  const at = address.lastIndexOf(':');
  const target = { host: address.slice(0, at), port: Number(address.slice(at + 1)), ALPNProtocols: ['h2'] };
  // Without certificates the question is only whether TLS is spoken there.
  const options: ConnectionOptions = tls
    ? { ...target, ...tls.context, servername: ROLES.coordinator }
    : { ...target, rejectUnauthorized: false };
  return new Promise((resolve) => {
    let shaken = false;
    const socket = connect(options);
    const settle = (result?: LockstepError) => {
      clearTimeout(patience);
      socket.destroy();
      resolve(result);
    };
    const patience = setTimeout(() => settle(), KNOCK_MS);
    socket.once('secureConnect', () => {
      shaken = true;
      if (!tls) settle(speaksTls(address));
    });
    // The first words of HTTP/2: our certificate was accepted.
    socket.once('data', () => settle());
    // Without certificates, that TLS is not spoken there is as it should be.
    socket.once('error', (error) => settle(tls && certificateTrouble(error, address)));
    socket.once('close', () => settle(shaken ? closed(address) : undefined));
  });
}

function speaksTls(address: string): LockstepError {
  return new LockstepError('UNAUTHENTICATED', `the coordinator at ${address} wants TLS`, {
    hint: 'Give --tls the folder of a worker that `lockstep certs` made',
  });
}

function closed(address: string): LockstepError {
  return new LockstepError('UNREACHABLE', `the coordinator at ${address} closes our connections`, {
    hint: 'Check that its ca.crt holds the authority of our certificate',
  });
}
