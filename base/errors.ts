/** The closed set of things that can go wrong, shared by both sides of the wire. */
export type ErrorCode =
  /** A flag, a job file or a configuration value is wrong. */
  | 'BAD_INPUT'
  /** A data file is missing, truncated or not what it claims to be. */
  | 'BAD_DATA'
  /** Nobody answers at an address. */
  | 'UNREACHABLE'
  /** An address to listen on is taken or not ours. */
  | 'ADDRESS_IN_USE'
  /** The two sides speak different protocol versions. */
  | 'PROTOCOL_MISMATCH'
  /** The two sides hold different jobs. */
  | 'JOB_MISMATCH'
  /** A peer could not show who it is. */
  | 'UNAUTHENTICATED'
  /** Too few workers came or are left. */
  | 'TOO_FEW_WORKERS'
  /** A peer died, hung or left in the middle of something. */
  | 'PEER_LOST'
  /** More work waits than there may. */
  | 'BUSY'
  /** A wait ran past its deadline. */
  | 'TIMEOUT'
  /** Somebody asked for the work to stop. */
  | 'ABORTED'
  /** The run has ended, so nobody can take part in it any more. */
  | 'RUN_OVER'
  /** Ranks that must be equal are not. */
  | 'DIVERGED'
  /** The engine cannot be had or refused an operation. */
  | 'ENGINE'
  /** A checkpoint is torn, foreign or corrupt. */
  | 'CHECKPOINT'
  /** A file could not be written or read. */
  | 'STORAGE'
  /** A defect in Lockstep itself. */
  | 'INTERNAL';

/** Where an error happened; what is unknown is left out. */
export interface ErrorContext {
  rank?: number;
  step?: number;
  phase?: string;
  /** Rank, worker id or address of the other side. */
  peer?: string | number;
  generation?: number;
}

export interface ErrorDetails extends ErrorContext {
  /** What the reader can do about it, as an imperative sentence. */
  hint?: string;
  cause?: unknown;
}

/**
 * The one error class. Raw errors (of sockets, gRPC, the file system) become one of these once, at
 * the edge where they enter, and keep the raw error as `cause`.
 */
export class LockstepError extends Error {
  override readonly name = 'LockstepError';
  readonly code: ErrorCode;
  readonly context: ErrorContext;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, { hint, cause, ...context }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.context = context;
  }

  /** One line for a person: where, what, and the hint. */
  describe(): string {
    const where = Object.entries(this.context)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ');
    // A message from elsewhere may end with a full stop already.
    const what = this.hint ? this.message.replace(/\.$/, '') : this.message;
    return `${what}${where ? ` [${where}]` : ''}${this.hint ? `. ${this.hint}` : ''}`;
  }
}

/** `error` itself when it is already ours, else a new one of `code` that keeps it as its cause. */
export function asLockstepError(error: unknown, code: ErrorCode, details: ErrorDetails = {}): LockstepError {
  if (error instanceof LockstepError) return error;
  return new LockstepError(code, error instanceof Error ? error.message : String(error), {
    ...details,
    cause: error,
  });
}

/** Whether an error is the file system's: no space, no rights, a broken disk. */
function isFileError(error: unknown): boolean {
  const { syscall, path, code } = error as NodeJS.ErrnoException;
  return (
    error instanceof Error &&
    typeof code === 'string' &&
    (path !== undefined || FILE_CALLS.test(syscall ?? ''))
  );
}

const FILE_CALLS =
  /^(read|write|open|close|fsync|fdatasync|fstat|stat|rename|mkdir|unlink|rmdir|ftruncate|scandir)$/;

/**
 * `raw` as a LockstepError: STORAGE for one of the file system, INTERNAL for any other that has no code yet. What Node
 * rejects with after an abort (`AbortError`) is the reason of that abort.
 */
export function nameError(raw: unknown): LockstepError {
  const reason = raw instanceof Error && raw.name === 'AbortError' ? raw.cause : undefined;
  if (reason instanceof LockstepError) return reason;
  if (!isFileError(raw)) return asLockstepError(raw, 'INTERNAL');
  return asLockstepError(raw, 'STORAGE', {
    hint: 'Check the free space, the disk and the rights of that folder',
  });
}
