import type { S3Client } from '@aws-sdk/client-s3';
import picomatch from 'picomatch';
import { LockstepError } from '../../base/errors.ts';
import type { SourceFile } from './file.ts';
import { type Get, Passing, resumable } from './resumable.ts';
import { openS3, partsOfAddress, refusalOf } from './s3-client.ts';

/** Most objects that a pattern may match. */
const MOST_OBJECTS = 10_000_000;

interface Found {
  readonly key: string;
  readonly bytes: number;
  readonly version: string;
}

/**
 * Objects of an S3-compatible storage: one, all that a pattern matches, or all under a key that ends with a slash.
 * @throws LockstepError BAD_DATA where there is none or the storage refuses, UNREACHABLE where nobody answers
 */
export async function s3Files(address: string, signal?: AbortSignal): Promise<SourceFile[]> {
  const { bucket, path } = partsOfAddress(address);
  const { sdk, client } = await openS3();
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
      const given = refused(name, error, signal);
      throw isBusy(error) ? new Passing(given.message, { cause: error }) : given;
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

/** Whether another attempt may succeed. */
function isBusy(error: unknown): boolean {
  const { status } = refusalOf(error);
  return status >= 500 || status === 429;
}

/** What the SDK throws, after its own attempts. */
function refused(name: string, error: unknown, signal: AbortSignal | undefined): Error {
  if (signal?.aborted) return signal.reason;
  const { status, kind, message, hint } = refusalOf(error);
  if (isBusy(error)) {
    return new LockstepError('UNREACHABLE', `${name}: the storage answers ${status} ${kind} (${message})`, {
      hint: 'It is too busy, or out of order: try again later',
      cause: error,
    });
  }
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
