/** What a version of an object is: its ETag. */
export interface Versioned {
  readonly text: string;
  readonly version: string;
}

/**
 * A place in object storage: of a mirror, or of packs. Keys are relative to it. Every call fails with LockstepError UNREACHABLE
 * where another attempt may succeed, STORAGE where the storage refuses, or the signal's reason.
 */
export interface ObjectStorage {
  /** For people: `s3://bucket/prefix`. */
  readonly address: string;
  /** A small object; undefined where there is none. */
  read(key: string, signal: AbortSignal): Promise<Versioned | undefined>;
  /**
   * Writes a small object if it still has the version `before` (undefined: if there is none).
   * @returns its new version; undefined where it was not written
   */
  replace(
    key: string,
    text: string,
    before: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  /** Writes an object of any size, read piece by piece. */
  put(key: string, pieces: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>;
  /** The bytes `start` to before `end` of an object. */
  open(key: string, start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** All keys that begin with `prefix`. */
  keys(prefix: string, signal: AbortSignal): Promise<string[]>;
  remove(key: string, signal: AbortSignal): Promise<void>;
  close(): void;
}
