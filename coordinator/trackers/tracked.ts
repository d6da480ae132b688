import type { GivenSettings } from '../../api/settings.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { RunOptions } from '../run/options.ts';
import type { RunDirectory } from '../store/run-directory.ts';

/** What a tracker is told of its run. */
export interface Tracked {
  readonly directory: Pick<RunDirectory, 'path' | 'writeJson'>;
  readonly config: lockstep.v1.RunConfig.$Properties;
  readonly options: RunOptions;
  /** Values of the job's settings that are not its defaults. */
  readonly settings: GivenSettings;
  /** Told in words where the run is kept, and what could not be sent. */
  readonly onNote: (text: string) => void;
}

/** Longest that a run waits for a tracker after its end; one that does not answer is given up much sooner. */
export const TRACKERS_END_MS = 10 * 60_000;
