/** Subjects of a run's events and commands on NATS. */

/** JetStream stream that keeps the events of all runs. */
export const STREAM = 'LOCKSTEP';
/** Key-value bucket with the lease of each run's coordinator. */
export const LEASES = 'lockstep-leases';

const ROOT = 'lockstep';

/** `lockstep.<run>.events.<type>` */
export function eventSubject(runId: string, type: string): string {
  return `${ROOT}.${token(runId)}.events.${type}`;
}

/** All events: of one run, or of every run. */
export function eventSubjects(runId?: string): string {
  return `${ROOT}.${runId === undefined ? '*' : token(runId)}.events.>`;
}

/** Requests to a run's coordinator: the payload is a `Command` (commands.ts) as JSON, the reply a `CommandReply`. */
export function commandSubject(runId: string): string {
  return `${ROOT}.${token(runId)}.commands`;
}

/**
 * A run id as one token of a subject and as a key of a bucket, which may hold letters, digits, `-`, `_` and `=`. All
 * else is written as `=` and the two hex digits of each byte in UTF-8, so no two runs share a token.
 */
export function token(runId: string): string {
  if (runId === '') return '=';
  return runId.replaceAll(/[^A-Za-z0-9_-]+/gu, (other) => {
    const bytes = [...Buffer.from(other)];
    return bytes.map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('');
  });
}
