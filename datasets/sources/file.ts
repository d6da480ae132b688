import type { Readable } from 'node:stream';

/** Bytes `start` to before `end`; left out, the first or the last. */
export interface ByteRange {
  readonly start?: number;
  readonly end?: number;
}

/** A file, wherever it lies. It can be read from its start or a part of it, again and again. */
export interface SourceFile {
  /** For messages. Of an address, the part without a query, which may hold a key. */
  readonly name: string;
  readonly bytes: number;
  /** Changes where the content does: a size and time, or an ETag. */
  readonly version: string;
  /** Reads it. The stream fails with a LockstepError that names the file. */
  open(signal?: AbortSignal, range?: ByteRange): Readable;
}

/** All bytes of a part of a file. */
export async function bytesOfFile(
  file: SourceFile,
  range: ByteRange = {},
  signal?: AbortSignal,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of file.open(signal, range)) parts.push(part);
  return Buffer.concat(parts);
}
