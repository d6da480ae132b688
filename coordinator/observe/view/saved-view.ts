import type { RunState } from '../../../proto/commands.ts';
import type { EpochConfusion, EpochRow, Gap, Happening, Head } from '../../../proto/snapshot.ts';
import type { SavedScaling } from '../scaling.ts';
import type { SavedSeries } from './series.ts';
import type { SavedWorkers } from './workers-view.ts';

/** A view as plain data. */
export interface SavedView {
  readonly run: Readonly<typeof NOTHING>;
  /** Left out by a run of a version before 0.2. */
  readonly time?: unknown;
  readonly state: RunState;
  readonly failure: string;
  readonly updates: number;
  readonly learningRate: number | null;
  readonly gradientNorm: number | null;
  readonly checkpoint: Head['checkpoint'];
  readonly logs: Readonly<Record<string, number>>;
  readonly happened: readonly Happening[];
  readonly gaps: readonly Gap[];
  readonly epochRows: readonly EpochRow[];
  /** Left out by a run of a version before 0.2. */
  readonly confusions?: readonly EpochConfusion[];
  readonly series: Readonly<Record<string, SavedSeries>>;
  readonly workers: SavedWorkers;
  readonly scaling: SavedScaling;
}

/** What is known of a run before its first event. */
export const NOTHING = {
  runId: '',
  job: '',
  dataset: '',
  substitute: false,
  batchSize: 0,
  epochs: 0,
  batchesPerEpoch: 0,
  classCount: 0,
  classes: [] as readonly string[],
  startedAt: 0,
  now: 0,
  epoch: 0,
  step: -1,
  generation: 0,
  recoveries: 0,
  repeatedSteps: 0,
  skippedSteps: 0,
};
