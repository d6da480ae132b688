import type { RunEvent } from '../../proto/events.ts';

/**
 * Where a run's events go: the run directory, NATS, files that were asked for. Every outlet takes events at any
 * speed without blocking, keeps their order, brings none of them twice, and passes test/compliance/events.test.ts.
 */
export interface EventOutlet {
  hear(event: RunEvent): void;
  /** Brings out what was heard, and ends. @throws LockstepError STORAGE */
  close(): Promise<void>;
}
