/**
 * How our errors cross gRPC: the status carries `CODE: what happened` as its details, so that plain
 * gRPC tools show it and the other side gets the same error back.
 */
import { type ErrorCode, LockstepError } from '../base/errors.ts';

/** gRPC status numbers (grpc/grpc doc/statuscodes.md). */
const GRPC_STATUS: Record<ErrorCode, number> = {
  ABORTED: 1,
  BAD_INPUT: 3,
  BAD_DATA: 3,
  TIMEOUT: 4,
  UNREACHABLE: 14,
  ADDRESS_IN_USE: 14,
  PEER_LOST: 14,
  BUSY: 8,
  TOO_FEW_WORKERS: 8,
  PROTOCOL_MISMATCH: 9,
  JOB_MISMATCH: 9,
  RUN_OVER: 9,
  CHECKPOINT: 9,
  DIVERGED: 10,
  UNAUTHENTICATED: 16,
  ENGINE: 13,
  STORAGE: 13,
  INTERNAL: 13,
};

const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;
const DEADLINE_EXCEEDED = 4;
const CANCELLED = 1;
const UNAUTHENTICATED = 16;

export interface WireStatus {
  readonly code: number;
  readonly details: string;
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(GRPC_STATUS, text);
}

export function toStatus(error: LockstepError): WireStatus {
  return { code: GRPC_STATUS[error.code], details: `${error.code}: ${error.describe()}` };
}

/** The error behind a status that `peer` answered with or that gRPC itself raised on the way to it. */
export function fromStatus(status: WireStatus, peer: string, cause?: unknown): LockstepError {
  const [, code, message] = /^([A-Z_]+): (.*)$/s.exec(status.details) ?? [];
  if (code && message && isErrorCode(code)) return new LockstepError(code, message, { cause });
  if (status.code === UNAVAILABLE) {
    return new LockstepError('UNREACHABLE', `nobody answers at ${peer} (${status.details})`, {
      hint: 'Check the address, that the coordinator runs, and that no firewall stands between',
      cause,
    });
  }
  if (status.code === RESOURCE_EXHAUSTED) {
    return new LockstepError('BAD_INPUT', `a message to or from ${peer} is too large: ${status.details}`, {
      cause,
    });
  }
  if (status.code === DEADLINE_EXCEEDED) {
    return new LockstepError('TIMEOUT', `${peer} did not answer in time`, { cause });
  }
  if (status.code === CANCELLED)
    return new LockstepError('ABORTED', `the call to ${peer} was cancelled`, { cause });
  if (status.code === UNAUTHENTICATED) {
    return new LockstepError('UNAUTHENTICATED', `${peer} refused us: ${status.details}`, { cause });
  }
  return new LockstepError('INTERNAL', `${peer} answered: ${status.details}`, { cause });
}
