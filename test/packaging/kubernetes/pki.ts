/** Certificates as a control plane wants them: a name and groups for each that asks, by one authority. */
import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

const DAY_MS = 24 * 3600 * 1000;

export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

/** @returns an RSA key, as Kubernetes signs the tokens of service accounts with */
export function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

export class Authority implements Credentials {
  readonly certificate: string;
  readonly key = rsaKey();
  #serial = 1;

  constructor() {
    const subject = attributes('lockstep-test-authority');
    const extensions = [{ name: 'basicConstraints', cA: true }];
    this.certificate = this.#sign(this.key, subject, subject, extensions);
  }

  /** @param addresses IP addresses, where the certificate is a server's */
  issue(name: string, groups: readonly string[] = [], addresses: readonly string[] = []): Credentials {
    const key = rsaKey();
    const altNames = addresses.map((ip) => ({ type: 7, ip }));
    const extensions: object[] = [{ name: 'extKeyUsage', clientAuth: true, serverAuth: true }];
    if (altNames.length > 0) extensions.push({ name: 'subjectAltName', altNames });
    const issuer = attributes('lockstep-test-authority');
    return { key, certificate: this.#sign(key, attributes(name, groups), issuer, extensions) };
  }

  #sign(key: string, subject: Attributes, issuer: Attributes, extensions: object[]): string {
    const { pki, md } = forge;
    const certificate = pki.createCertificate();
    const { n, e } = pki.privateKeyFromPem(key);
    certificate.publicKey = pki.setRsaPublicKey(n, e);
    certificate.serialNumber = `0${(this.#serial++).toString(16)}`.slice(-2);
    certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
    certificate.validity.notAfter = new Date(Date.now() + 30 * DAY_MS);
    certificate.setSubject(subject);
    certificate.setIssuer(issuer);
    certificate.setExtensions(extensions);
    certificate.sign(pki.privateKeyFromPem(this.key), md.sha256.create());
    return pki.certificateToPem(certificate);
  }
}

type Attributes = forge.pki.CertificateField[];

function attributes(name: string, groups: readonly string[] = []): Attributes {
  const inGroups = groups.map((value) => ({ name: 'organizationName', value }));
  return [...inGroups, { name: 'commonName', value: name }];
}
