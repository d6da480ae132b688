import type { Drawings } from './drawings.ts';
import type { Snapshot } from './snapshot.ts';

/** All that a report shows. */
export interface ReportData {
  readonly snapshot: Snapshot;
  /** How it was made. */
  readonly about: readonly { readonly name: string; readonly value: string }[];
  /** What to do with it now, as commands for a shell. */
  readonly commands: readonly { readonly what: string; readonly command: string }[];
  /** The newest of each, as data URLs. */
  readonly drawings: Drawings;
}
