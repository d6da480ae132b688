import type { Metadata } from './prometheus-operator.ts';

/** The part of cert-manager's types that the chart uses. */
export interface Certificate {
  apiVersion: 'cert-manager.io/v1';
  kind: 'Certificate';
  metadata: Metadata;
  spec: {
    secretName: string;
    issuerRef: { name: string; kind?: string; group?: string };
    dnsNames?: string[];
    /** As Go writes it. */
    duration?: `${number}h`;
    usages?: ('digital signature' | 'server auth' | 'client auth')[];
    privateKey?: {
      algorithm?: 'RSA' | 'ECDSA' | 'Ed25519';
      size?: number;
      rotationPolicy?: 'Never' | 'Always';
    };
  };
}
