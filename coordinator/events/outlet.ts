import type { RunEvent } from '../../proto/events.ts';

/**
 * A destination of a run's events: the run directory, NATS, a trace. Every outlet takes events at any speed without
 * blocking, keeps their order, delivers none twice, and passes test/compliance/events.test.ts.
 */
export interface EventOutlet {
  hear(event: RunEvent): void;
  /** Delivers the events so far, and closes. @throws LockstepError STORAGE */
  close(): Promise<void>;
}
