import type { S3Client } from '@aws-sdk/client-s3';
import picomatch from 'picomatch';
import { LockstepError } from '../../base/errors.ts';
import type { SourceFile } from './file.ts';
import { type Get, Passing, resumable } from './resumable.ts';

/** Most objects that a pattern may match. */
const MOST_OBJECTS = 10_000_000;

interface Found {
  readonly key: string;
  readonly bytes: number;
  readonly version: string;
}

/**
 * Objects of an S3-compatible storage: one, all that a pattern matches, or all under a key that ends with a slash.
 * Credentials, region and endpoint are found as the AWS SDK finds them; with an endpoint of one's own
 * (`AWS_ENDPOINT_URL`), the bucket is in the path.
 * @throws LockstepError BAD_DATA where there is none or the storage refuses, UNREACHABLE where nobody answers
 */
export async function s3Files(address: string, signal?: AbortSignal): Promise<SourceFile[]> {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? [];
  if (!bucket) {
    throw new LockstepError('BAD_INPUT', `${address} names no bucket`, { hint: 'Write s3://bucket/path' });
  }
  // Loaded only here: few jobs need it, and it is large.
  const sdk = await import('@aws-sdk/client-s3');
  const own = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const client = new sdk.S3Client({ forcePathStyle: own !== undefined, maxAttempts: 5 });
  const { base, isGlob } = picomatch.scan(path);
  const prefix = isGlob ? base : path;
  const matches = isGlob
    ? picomatch(path)
    : (key: string) => key === path || path === '' || path.endsWith('/');
  const found: Found[] = [];
  let next: string | undefined;
  do {
    const listing = new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: next });
    const page = await client.send(listing, { ...(signal && { abortSignal: signal }) }).catch((error) => {
      throw refused(address, error, signal);
    });
    for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? []) {
      if (matches(Key) && !Key.endsWith('/'))
        found.push({ key: Key, bytes: Size, version: `${Size} ${ETag}` });
    }
    next = page.NextContinuationToken;
    if (found.length > MOST_OBJECTS) {
      throw new LockstepError('BAD_DATA', `${address} matches more than ${MOST_OBJECTS} objects`, {
        hint: 'Put them into archives (.tar)',
      });
    }
  } while (next);
  found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return found.map((one) => objectFile(client, sdk.GetObjectCommand, bucket, one));
}

function objectFile(
  client: S3Client,
  Command: typeof import('@aws-sdk/client-s3').GetObjectCommand,
  bucket: string,
  { key, bytes, version }: Found,
): SourceFile {
  const name = `s3://${bucket}/${key}`;
  const get: Get = async (start, end, signal) => {
    const command = new Command({ Bucket: bucket, Key: key, Range: `bytes=${start}-${end - 1}` });
    const { Body, ETag = '' } = await client.send(command, { abortSignal: signal }).catch((error) => {
      throw refused(name, error, signal);
    });
    if (!version.endsWith(` ${ETag}`)) {
      throw new LockstepError('BAD_DATA', `${name} has changed while it was read`, { hint: 'Start again' });
    }
    return Body as unknown as AsyncIterable<Uint8Array>;
  };
  return {
    name,
    bytes,
    version,
    open: (signal, { start = 0, end = bytes } = {}) => resumable(name, get, start, end, signal),
  };
}

const HINTS: Readonly<Record<string, string>> = {
  NoSuchBucket: 'There is no such bucket: check its name, and AWS_REGION or AWS_ENDPOINT_URL',
  NoSuchKey: 'There is no such object: check its key',
  AccessDenied: 'These credentials may not read it',
  Forbidden: 'These credentials may not read it',
  CredentialsProviderError: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
  SignatureDoesNotMatch: 'The secret key does not belong to the access key',
  InvalidAccessKeyId: 'The storage does not know this access key',
};

/** What the SDK throws, after its own attempts. */
function refused(name: string, error: unknown, signal: AbortSignal | undefined): Error {
  if (signal?.aborted) return signal.reason;
  const { name: kind, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  if (status >= 500 || status === 429) return new Passing(`the storage answers ${status}`, { cause: error });
  const hint = HINTS[kind] ?? (status === 403 ? HINTS.AccessDenied : undefined);
  if (status > 0 || hint) {
    return new LockstepError('BAD_DATA', `${name}: the storage answers ${kind} (${message})`, {
      hint: hint ?? 'Check the address',
      cause: error,
    });
  }
  return new LockstepError('UNREACHABLE', `${name} cannot be read: ${message}`, {
    hint: 'Check AWS_REGION or AWS_ENDPOINT_URL, and the network',
    cause: error,
  });
}
