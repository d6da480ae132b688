import type { Readable } from 'node:stream';
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

/** yauzl checks that a member is as long as its entry says. */
async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const content = Buffer.alloc(entry.uncompressedSize);
  let at = 0;
  for await (const piece of (await zip.openReadStreamPromise(entry)) as Readable)
    at += piece.copy(content, at);
  return content;
}
