import type { Snapshot } from './snapshot.ts';

/** All that a report shows. */
export interface ReportData {
  readonly snapshot: Snapshot;
  /** How it was made. */
  readonly about: readonly { readonly name: string; readonly value: string }[];
  /** What to do with it now, as commands for a shell. */
  readonly commands: readonly { readonly what: string; readonly command: string }[];
  /** `counts[truth][said]`. */
  readonly confusion?: {
    readonly classes: readonly string[];
    readonly counts: readonly (readonly number[])[];
  };
  /** As data URLs. */
  readonly pictures: readonly { readonly name: string; readonly url: string }[];
}
