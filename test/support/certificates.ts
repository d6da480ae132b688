/** Authorities and members for tests, good and bad. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import forge from 'node-forge';
import { type Issued, issue, makeAuthority } from '../../cli/certs/authority.ts';
import type { Role } from '../../net/certificates.ts';

const DAY_MS = 24 * 3600 * 1000;

/** A time from so many days from now to so many. */
export function days(from: number, to: number): { from: Date; to: Date } {
  const now = Date.now();
  return { from: new Date(now + from * DAY_MS), to: new Date(now + to * DAY_MS) };
}

export function authority(): Issued {
  return makeAuthority(days(-10, 30));
}

/** Writes a member's folder. @returns the folder */
export function member(
  folder: string,
  issuer: Issued,
  role: Role,
  { trusts = issuer, term = days(-1, 30) }: { trusts?: Issued; term?: ReturnType<typeof days> } = {},
): string {
  const { certificate, key } = issue(issuer, role, [], term);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.crt'), trusts.certificate);
  writeFileSync(join(folder, 'tls.crt'), certificate);
  writeFileSync(join(folder, 'tls.key'), key);
  return folder;
}

/** A certificate that our authority has signed, for nobody that we know. */
export function foreignRole(issuer: Issued): Issued {
  const { certificate, key } = issue(issuer, 'worker', [], days(-1, 30));
  const changed = forge.pki.certificateFromPem(certificate);
  changed.setExtensions([
    ...changed.extensions.filter(({ name }) => name !== 'subjectAltName'),
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'lockstep-visitor' }] },
  ]);
  changed.sign(forge.pki.privateKeyFromPem(issuer.key), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(changed), key };
}
