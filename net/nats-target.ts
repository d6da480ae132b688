/** Options of the NATS client for a URL, since it reads no credentials from URLs. */
export interface NatsTarget {
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
  /** Insists on TLS. */
  readonly tls?: Record<string, never>;
}

/** `nats://host`, `nats://user:password@host`, `nats://token@host`; with `tls:` in place of `nats:`, over TLS. */
export function natsTarget(url: string): NatsTarget {
  if (!url.includes('://')) return { servers: url };
  const { protocol, host, username, password } = new URL(url);
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  return {
    servers: `${protocol}//${host}`,
    ...(protocol === 'tls:' && { tls: {} }),
    ...(pass ? { user, pass } : user && { token: user }),
  };
}
