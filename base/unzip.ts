import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { LockstepError } from './errors.ts';

export interface UnzipOptions {
  /** Names of the members to unpack; all if left out. */
  readonly wanted?: readonly string[];
  /** Most bytes that they may have together once unpacked: a small archive may hold a huge content. */
  readonly mostBytes?: number;
}

const MOST_BYTES = 1024 ** 3;
const MOST_MEMBERS = 10_000;

/**
 * Contents of a zip archive's members, by name. The limits are checked before anything is unpacked.
 * @throws LockstepError BAD_DATA where the file is no readable zip archive or exceeds the limits
 */
export async function unzip(
  path: string,
  { wanted, mostBytes = MOST_BYTES }: UnzipOptions = {},
): Promise<Map<string, Buffer>> {
  let zip: ZipFile | undefined;
  try {
    zip = await yauzl.openPromise(path, { autoClose: false });
    if (zip.entryCount > MOST_MEMBERS) throw new Error(`it has ${zip.entryCount} members`);
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
      if (!wanted || wanted.includes(entry.fileName)) entries.set(entry.fileName, entry);
    }
    const bytes = [...entries.values()].reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (bytes > mostBytes) throw new Error(`it unpacks to ${bytes} bytes, more than ${mostBytes}`);
    const members = new Map<string, Buffer>();
    for (const [name, entry] of entries) members.set(name, await contentOf(zip, entry));
    return members;
  } catch (cause) {
    throw new LockstepError(
      'BAD_DATA',
      `${path} is not a readable zip archive: ${(cause as Error).message}`,
      {
        hint: 'Download the file again',
        cause,
      },
    );
  } finally {
    zip?.close();
  }
}

const inflate = promisify(inflateRaw);
const DEFLATED = 8;

/** Deflated content is unpacked at once: in a stream's small pieces it takes three times as long. */
async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const { uncompressedSize: size, compressionMethod } = entry;
  if (compressionMethod !== DEFLATED) return await collect(await zip.openReadStreamPromise(entry), size);
  const packed = await collect(
    await zip.openReadStreamPromise(entry, { decompress: false }),
    entry.compressedSize,
  );
  // With room for more than the content, so that its end is seen in the first piece.
  const options = { chunkSize: size + 64, maxOutputLength: Math.max(1, size) };
  const content = await inflate(packed, options);
  if (content.length === size) return content;
  throw new Error(`${entry.fileName} has ${content.length} bytes, not the ${size} that it says`);
}

/** All bytes of a stream. yauzl checks that there are as many as the archive says. */
async function collect(stream: Readable, bytes: number): Promise<Buffer> {
  const content = Buffer.alloc(bytes);
  let at = 0;
  for await (const piece of stream) at += piece.copy(content, at);
  return content;
}
