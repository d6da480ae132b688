import { buffer } from 'node:stream/consumers';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { LockstepError } from './errors.ts';

/** Largest member of an archive accepted, in bytes, once unpacked. */
const MAX_MEMBER_BYTES = 1024 ** 3;

/** Contents of a zip archive's members, by name. @throws LockstepError BAD_DATA for anything else */
export async function unzip(path: string): Promise<Map<string, Buffer>> {
  let zip: ZipFile | undefined;
  try {
    zip = await yauzl.openPromise(path, { autoClose: false });
    const members = new Map<string, Buffer>();
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
      if (entry.uncompressedSize > MAX_MEMBER_BYTES) throw new Error(`${entry.fileName} is too large`);
      members.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
    }
    return members;
  } catch (cause) {
    throw new LockstepError(
      'BAD_DATA',
      `${path} is not a readable zip archive: ${(cause as Error).message}`,
      {
        mend: 'Fetch the file again',
        cause,
      },
    );
  } finally {
    zip?.close();
  }
}
