/**
 * Certificates of a cluster. A certificate names a role, not a host: pods and cloud machines change their names and
 * addresses, and all workers may share one certificate. It is accepted when an authority of `ca.crt` has signed it, it
 * is within its time, and the role is among its DNS names.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkServerIdentity, type PeerCertificate, type SecureContextOptions } from 'node:tls';
import { LockstepError } from '../base/errors.ts';

/** The DNS name of each role. A coordinator's certificate has both: it may do whatever a worker may. */
export const ROLES = { coordinator: 'lockstep-coordinator', worker: 'lockstep-worker' } as const;
export type Role = keyof typeof ROLES;

/** Files of a folder of certificates, named as in a Kubernetes TLS secret. */
export const FILES = { ca: 'ca.crt', certificate: 'tls.crt', key: 'tls.key' } as const;

/** Texts in PEM. */
type Pem = Buffer | string;

export interface Certificates {
  /** TLS settings for both ends of every connection. */
  readonly context: SecureContextOptions & { readonly ca: Pem; readonly cert: Pem; readonly key: Pem };
  /** When the first of the certificates expires. */
  readonly expires: Date;
}

/**
 * Reads and checks a folder of certificates.
 * @param now in ms since 1970
 * @throws LockstepError BAD_INPUT that names the file, what is wrong with it, and what to do
 */
export function readCertificates(folder: string, role: Role, now: number): Certificates {
  const ca = read(folder, FILES.ca);
  const certificate = read(folder, FILES.certificate);
  const key = read(folder, FILES.key);
  const authorities = parse(join(folder, FILES.ca), ca);
  const chain = parse(join(folder, FILES.certificate), certificate);
  const [own] = chain as [X509Certificate];
  checkTime(join(folder, FILES.ca), authorities, now);
  checkTime(join(folder, FILES.certificate), chain, now);
  if (!isIssued(chain, authorities)) {
    throw bad(folder, `${FILES.certificate} was not issued by the authority in ${FILES.ca}`, {
      hint: 'Take all three files from one folder that `lockstep certs` made',
    });
  }
  checkKey(folder, own, key);
  if (!own.checkHost(ROLES[role])) {
    throw bad(
      folder,
      `${FILES.certificate} is for ${own.subjectAltName ?? 'nobody'}, not DNS:${ROLES[role]}`,
      {
        hint: `Give the ${role}'s folder, or issue one with: lockstep certs <folder> --member <name> --role ${role}`,
      },
    );
  }
  const expires = Math.min(...[...authorities, ...chain].map(({ validTo }) => Date.parse(validTo)));
  const context = { ca, cert: certificate, key, minVersion: 'TLSv1.3' } as const;
  return { context, expires: new Date(expires) };
}

/** Whether a certificate that TLS has verified is for one of these roles. */
export function plays(roles: readonly Role[], certificate: PeerCertificate): boolean {
  return roles.some((role) => checkServerIdentity(ROLES[role], certificate) === undefined);
}

/** The error for a connection that failed because of certificates; undefined where the cause is another one. */
export function certificateTrouble(cause: unknown, peer: string): LockstepError | undefined {
  const text = cause instanceof Error ? cause.message : String(cause);
  const [, says, hint] = TROUBLES.find(([pattern]) => pattern.test(text)) ?? [];
  return says && new LockstepError('UNAUTHENTICATED', says(peer), { hint, cause });
}

const SAME_AUTHORITY = 'Give --tls on both sides folders that one authority has issued';
const CLOCKS = 'Issue another with `lockstep certs`, or correct the clocks';

/** Patterns of OpenSSL's and Node's messages, which gRPC repeats inside its own. */
const TROUBLES: readonly [words: RegExp, says: (peer: string) => string, hint: string][] = [
  [
    /wrong version number|packet length too long/,
    (peer) => `${peer} does not speak TLS`,
    'Give --tls on both sides, or on neither',
  ],
  [
    /alert (certificate required|bad certificate|unknown ca)/,
    (peer) => `${peer} refused our certificate`,
    SAME_AUTHORITY,
  ],
  [/certificate has expired/, (peer) => `the certificate of ${peer} has expired`, CLOCKS],
  [/certificate is not yet valid/, (peer) => `the certificate of ${peer} is not valid yet`, CLOCKS],
  [
    /does not match certificate's altnames/,
    (peer) => `the certificate of ${peer} is for another role`,
    'Give each side the folder of its own role',
  ],
  [
    /self.signed certificate|unable to (verify|get).*certificate|certificate signature failure/,
    (peer) => `the certificate of ${peer} comes from another authority`,
    SAME_AUTHORITY,
  ],
];

function read(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (cause) {
    throw bad(folder, `${name} cannot be read (${(cause as NodeJS.ErrnoException).code})`, {
      hint: 'Make the folder with: lockstep certs <folder>',
      cause,
    });
  }
}

/** Every certificate of a PEM file: intermediate authorities follow a certificate, old authorities a new one. */
function parse(path: string, pem: Buffer): X509Certificate[] {
  const blocks = pem.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  try {
    if (!blocks) throw new Error('it holds no certificate');
    return blocks.map((block) => new X509Certificate(block));
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new LockstepError('BAD_INPUT', `--tls: ${path} is not a PEM certificate: ${reason}`, { cause });
  }
}

function checkTime(path: string, certificates: readonly X509Certificate[], now: number): void {
  for (const { validFrom, validTo } of certificates) {
    if (now > Date.parse(validTo)) {
      throw new LockstepError('BAD_INPUT', `--tls: ${path} has expired on ${validTo}`, {
        hint: 'Issue another with: lockstep certs <folder> --member <name> (docs/security.md)',
      });
    }
    if (now < Date.parse(validFrom)) {
      throw new LockstepError('BAD_INPUT', `--tls: ${path} is not valid before ${validFrom}`, {
        hint: 'Correct the clock of this machine',
      });
    }
  }
}

/** Whether the chain's first certificate leads to an authority, over those that follow it. */
function isIssued([own, ...between]: readonly X509Certificate[], authorities: readonly X509Certificate[]) {
  let current = own!;
  for (const next of between) {
    if (!isIssuer(next, current)) break;
    current = next;
  }
  return authorities.some((authority) => isIssuer(authority, current));
}

function isIssuer(authority: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function checkKey(folder: string, own: X509Certificate, pem: Buffer): void {
  try {
    if (own.checkPrivateKey(createPrivateKey(pem))) return;
  } catch (cause) {
    throw bad(folder, `${FILES.key} is not a PEM private key`, { cause });
  }
  throw bad(folder, `${FILES.key} is not the key of ${FILES.certificate}`, {
    hint: 'Take both files from one folder that `lockstep certs` made',
  });
}

function bad(folder: string, what: string, details: { hint?: string; cause?: unknown }): LockstepError {
  return new LockstepError('BAD_INPUT', `--tls ${folder}: ${what}`, details);
}
