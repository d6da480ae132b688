import { Readable } from 'node:stream';
import { LockstepError } from '../../base/errors.ts';
import type { ObjectStorage } from './object-storage.ts';
import { type Get, Passing, resumable } from './resumable.ts';
import { openS3, partsOfAddress, refusalOf } from './s3-client.ts';

/** A larger object goes in parts of this size, one after another: no more is ever in memory. */
const PART_BYTES = 8 * 1024 ** 2;
/** Most bytes of an object that is read at once. */
const MOST_SMALL_BYTES = 64 * 1024 ** 2;

/**
 * A place in S3-compatible storage.
 * @param address `s3://bucket/prefix` @throws LockstepError BAD_INPUT for an address that names no such place
 */
export async function s3Storage(address: string): Promise<ObjectStorage> {
  const { bucket: Bucket, path } = partsOfAddress(address);
  const prefix = path.replace(/\/+$/, '');
  if (!prefix || /[*?[\]{}]/.test(prefix)) {
    throw new LockstepError('BAD_INPUT', `${address} names no place in a bucket`, {
      hint: 'Write s3://bucket/path, without * and the like',
    });
  }
  const { sdk, client } = await openS3();
  const place = { Bucket, keyOf: (key: string) => `${prefix}/${key}` };
  const at = (key: string) => ({ Bucket, Key: place.keyOf(key) });
  const failed = (error: unknown, signal: AbortSignal) => storageError(address, error, signal);
  return {
    address,
    async read(key, signal) {
      try {
        const command = new sdk.GetObjectCommand(at(key));
        const { Body, ETag = '', ContentLength = 0 } = await client.send(command, { abortSignal: signal });
        if (ContentLength > MOST_SMALL_BYTES) throw new Error(`${key} has ${ContentLength} bytes`);
        return { text: await Body!.transformToString(), version: ETag };
      } catch (error) {
        if (refusalOf(error).kind === 'NoSuchKey') return undefined;
        throw failed(error, signal);
      }
    },
    async replace(key, text, before, signal) {
      const body = { ...at(key), Body: text, ContentType: 'application/json' };
      const condition = before === undefined ? { IfNoneMatch: '*' } : { IfMatch: before };
      const put = async (more: object) => {
        const command = new sdk.PutObjectCommand({ ...body, ...more });
        return (await client.send(command, { abortSignal: signal })).ETag ?? '';
      };
      try {
        // A storage that knows no conditions says so, or ignores them.
        return await put(condition).catch((error) => {
          if (refusalOf(error).kind === 'NotImplemented') return put({});
          throw error;
        });
      } catch (error) {
        const { status, kind } = refusalOf(error);
        const gone = kind === 'NoSuchKey' && before !== undefined;
        if (status === 412 || status === 409 || gone) return undefined;
        throw failed(error, signal);
      }
    },
    async put(key, pieces, signal) {
      const { Upload } = await import('@aws-sdk/lib-storage');
      const params = { ...at(key), Body: Readable.from(pieces, { objectMode: false }) };
      const upload = new Upload({ client, params, queueSize: 1, partSize: PART_BYTES });
      const abort = () => void upload.abort();
      signal.addEventListener('abort', abort, { once: true });
      try {
        signal.throwIfAborted();
        await upload.done();
      } catch (error) {
        throw failed(error, signal);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    open(key, first, beyond, signal) {
      const get: Get = async (start, end, signal) => {
        const command = new sdk.GetObjectCommand({ ...at(key), Range: `bytes=${start}-${end - 1}` });
        try {
          const { Body } = await client.send(command, { abortSignal: signal });
          return Body as unknown as AsyncIterable<Uint8Array>;
        } catch (error) {
          if (refusalOf(error).passing) throw new Passing((error as Error).message, { cause: error });
          throw failed(error, signal);
        }
      };
      return resumable(`${address}/${key}`, get, first, beyond, signal);
    },
    async keys(start, signal) {
      const found: string[] = [];
      let next: string | undefined;
      do {
        const listing = { Bucket, Prefix: place.keyOf(start), ContinuationToken: next };
        const command = new sdk.ListObjectsV2Command(listing);
        const page = await client.send(command, { abortSignal: signal }).catch((error) => {
          throw failed(error, signal);
        });
        for (const { Key = '' } of page.Contents ?? []) found.push(Key.slice(prefix.length + 1));
        next = page.NextContinuationToken;
      } while (next);
      return found;
    },
    async remove(key, signal) {
      await client.send(new sdk.DeleteObjectCommand(at(key)), { abortSignal: signal }).catch((error) => {
        throw failed(error, signal);
      });
    },
    close: () => client.destroy(),
  };
}

function storageError(address: string, error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason;
  if (error instanceof LockstepError) return error;
  const { status, kind, message, hint, passing } = refusalOf(error);
  const what = status > 0 || hint ? `the storage answers ${kind} (${message})` : `no answer: ${message}`;
  return new LockstepError(passing ? 'UNREACHABLE' : 'STORAGE', `${address}: ${what}`, {
    hint: hint ?? 'Check the address, AWS_REGION or AWS_ENDPOINT_URL, and the network',
    cause: error,
  });
}
