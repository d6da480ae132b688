import { type Command, Option } from 'commander';
import { LockstepError } from '../base/errors.ts';
import { type Certificates, type Role, readCertificates } from '../net/certificates.ts';
import { isLoopback } from '../net/listener.ts';

export interface ProtectionFlags {
  tls?: string;
  insecure?: boolean;
}

const TLS = 'folder with ca.crt, tls.crt and tls.key (see lockstep certs): mutual TLS on all connections';
/** A certificate that expires sooner than this, in ms, is warned of. */
const SOON_MS = 14 * 24 * 3600 * 1000;

export function addProtectionFlags(command: Command): Command {
  return addTlsFlag(command).addOption(
    new Option('--insecure', 'allow unencrypted connections to other machines').conflicts('tls'),
  );
}

export function addTlsFlag(command: Command): Command {
  return command.option('--tls <folder>', TLS);
}

/**
 * The certificates of `--tls`; undefined where connections are not encrypted.
 * @param addresses `host` or `host:port` that this process listens on, is reached under, or calls
 * @param warn called when a certificate is about to expire
 * @throws LockstepError BAD_INPUT for bad certificates, and where unencrypted traffic would leave this machine without --insecure
 */
export function protection(
  role: Role,
  { tls, insecure }: ProtectionFlags,
  addresses: readonly string[],
  warn: (text: string) => void,
): Certificates | undefined {
  if (tls !== undefined) {
    const certificates = readCertificates(tls, role, Date.now());
    const { expires } = certificates;
    if (expires.getTime() < Date.now() + SOON_MS) {
      warn(
        `the certificates of --tls ${tls} expire on ${expires.toUTCString()}: renew them (docs/security.md)`,
      );
    }
    return certificates;
  }
  const beyond = addresses.map(hostOf).find((host) => !isLoopback(host));
  if (beyond === undefined || insecure) return undefined;
  throw new LockstepError(
    'BAD_INPUT',
    `without TLS, others could read and change the traffic to and from ${beyond}`,
    {
      hint: 'Make certificates with `lockstep certs` and pass --tls <folder>. On a private network, use --insecure instead',
    },
  );
}

/** The host of `host`, `host:port` or `[address]:port`. */
export function hostOf(address: string): string {
  const [, bracketed, plain] = /^(?:\[(.*)\](?::\d+)?|([^:]+)(?::\d+)?)$/.exec(address) ?? [];
  return bracketed ?? plain ?? address;
}
