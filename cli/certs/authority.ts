/** Issues the certificates of a cluster. What they mean, and the checking of them, is net/certificates.ts. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';
import { ROLES, type Role } from '../../net/certificates.ts';

/** A certificate and its private key, both PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

export interface Term {
  readonly from: Date;
  readonly to: Date;
}

const KEY_BITS = 3072;

/** A new authority: its certificate is signed by itself, and may sign those of members only. */
export function makeAuthority(term: Term): Issued {
  // The name tells authorities apart, where two are trusted while one takes the other's place.
  const name = subject(`lockstep cluster ${randomBytes(4).toString('hex')}`);
  const { certificate, key } = blank(name, name, term);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return sign(certificate, key, key);
}

/** A certificate for a member. @param hosts names and addresses for tools that check those */
export function issue(authority: Issued, role: Role, hosts: readonly string[], term: Term): Issued {
  const issuer = forge.pki.certificateFromPem(authority.certificate);
  const { certificate, key } = blank(subject(ROLES[role]), issuer.subject.attributes, term);
  const roles = role === 'coordinator' ? [ROLES.coordinator, ROLES.worker] : [ROLES.worker];
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    { name: 'subjectAltName', altNames: [...roles, ...hosts].map(alternativeName) },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return sign(certificate, key, authority.key);
}

function subject(commonName: string): forge.pki.CertificateField[] {
  return [{ name: 'commonName', value: commonName }];
}

function blank(of: forge.pki.CertificateField[], issuer: forge.pki.CertificateField[], { from, to }: Term) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // Positive, as the standard wants: the first bit is 0.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = from;
  certificate.validity.notAfter = to;
  certificate.setSubject(of);
  certificate.setIssuer(issuer);
  return { certificate, key: privateKey };
}

function sign(certificate: forge.pki.Certificate, key: string, signer: string): Issued {
  certificate.sign(forge.pki.privateKeyFromPem(signer), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key };
}

/** RFC 5280: 2 is a DNS name, 7 an address. */
function alternativeName(host: string): { type: number; value?: string; ip?: string } {
  return isIP(host) ? { type: 7, ip: host } : { type: 2, value: host };
}
