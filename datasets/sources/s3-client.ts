/** What every user of S3-compatible storage needs: addresses, the client, and what its refusals mean. */
import type { S3Client } from '@aws-sdk/client-s3';
import { LockstepError } from '../../base/errors.ts';

/** Longest that connecting may take, and longest silence of a server, in ms. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 60_000;

/** @throws LockstepError BAD_INPUT for an address without a bucket */
export function partsOfAddress(address: string): { bucket: string; path: string } {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? [];
  if (bucket) return { bucket, path };
  throw new LockstepError('BAD_INPUT', `${address} names no bucket`, { hint: 'Write s3://bucket/path' });
}

/**
 * The AWS SDK, loaded only here since few runs need it and it is large, and a client. Credentials, region and endpoint are
 * found as the SDK finds them; with an endpoint of one's own (`AWS_ENDPOINT_URL`), the bucket is in the path.
 */
export async function openS3(): Promise<{ sdk: typeof import('@aws-sdk/client-s3'); client: S3Client }> {
  // The SDK warns on Node 20 of its versions from 2027 on. This one is pinned, and a user cannot change it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const sdk = await import('@aws-sdk/client-s3');
  const own = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const client = new sdk.S3Client({
    forcePathStyle: own !== undefined,
    maxAttempts: 5,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  });
  return { sdk, client };
}

const HINTS: Readonly<Record<string, string>> = {
  NoSuchBucket: 'There is no such bucket: check its name, and AWS_REGION or AWS_ENDPOINT_URL',
  NoSuchKey: 'There is no such object: check its key',
  AccessDenied: 'These credentials may not do this',
  Forbidden: 'These credentials may not do this',
  CredentialsProviderError: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
  SignatureDoesNotMatch: 'The secret key does not belong to the access key',
  InvalidAccessKeyId: 'The storage does not know this access key',
};

/** What the SDK has thrown, in our words. */
export interface Refusal {
  /** Of HTTP; 0 where no answer came. */
  readonly status: number;
  /** Such as `AccessDenied`. */
  readonly kind: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** Another attempt may succeed: the storage is busy, or nobody answers. */
  readonly passing: boolean;
}

export function refusalOf(error: unknown): Refusal {
  const { name: kind, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  const hint = HINTS[kind] ?? (status === 403 ? HINTS.AccessDenied : undefined);
  const passing = status >= 500 || status === 429 || (status === 0 && hint === undefined);
  return { status, kind, message, hint, passing };
}
