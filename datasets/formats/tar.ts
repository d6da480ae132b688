import { basename, dirname } from 'node:path';
import { extract, type Headers } from 'tar-stream';
import { LockstepError } from '../../base/errors.ts';
import type { SourceFile } from '../sources/file.ts';
import type { Rows } from './rows.ts';

/** Largest member accepted, in bytes. */
const MOST_BYTES = 256 * 1024 ** 2;

const PICTURE = /\.(jpe?g|png|webp)$/i;
/** Members that say the class of the picture of the same name. */
const LABEL = /\.(cls|txt)$/i;

/**
 * The pictures of a tar archive, as WebDataset has it: members of one name, up to their ending, follow each other and
 * are one sample. A row has the picture's bytes in `image` and its class in `class`: what a `.cls` or `.txt` member says,
 * else the name of the folder that it lies in.
 * @throws LockstepError BAD_DATA when it is read, where it is cut off or a picture has no class
 */
export function tarPictures(file: SourceFile): Rows {
  return async function* (signal) {
    let sample: { key: string; image?: Buffer; label?: string } | undefined;
    const row = () => {
      if (!sample?.image) return undefined;
      const { key, image, label = basename(dirname(key)) } = sample;
      const at = `${file.name} ${key}`;
      if (label !== '' && label !== '.') return { at, cells: { image, class: label } };
      throw new LockstepError('BAD_DATA', `${at} has no class`, {
        hint: 'Put a .cls member of the same name beside it, or the picture into a folder of its class',
      });
    };
    for await (const { name, content } of membersOf(file, signal)) {
      const key = name.replace(/\.[^./]*$/, '');
      if (sample?.key !== key) {
        const done = row();
        if (done) yield done;
        sample = { key };
      }
      if (PICTURE.test(name)) sample.image = content;
      else sample.label = content.toString().trim();
    }
    const last = row();
    if (last) yield last;
  };
}

async function* membersOf(
  file: SourceFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ name: string; content: Buffer }> {
  const archive = extract();
  const input = file.open(signal);
  input.on('error', (error) => archive.destroy(error));
  input.pipe(archive as unknown as NodeJS.WritableStream);
  let seen = 0;
  try {
    for await (const entry of archive) {
      const { name, type, size = 0 } = entry.header as Headers;
      seen++;
      if (type !== 'file' || !(PICTURE.test(name) || LABEL.test(name))) {
        entry.resume();
        continue;
      }
      if (size > MOST_BYTES) {
        throw new LockstepError(
          'BAD_DATA',
          `${file.name} ${name} has ${size} bytes, more than ${MOST_BYTES}`,
        );
      }
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part);
      yield { name, content: Buffer.concat(parts) };
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LockstepError) throw error;
    throw new LockstepError('BAD_DATA', `${file.name} is no whole tar archive: ${(error as Error).message}`, {
      hint: 'Write or copy the file again',
      cause: error,
    });
  } finally {
    input.destroy();
  }
  if (seen > 0) return;
  throw new LockstepError('BAD_DATA', `${file.name} holds nothing`, {
    hint: 'Write pictures and labels into it',
  });
}
