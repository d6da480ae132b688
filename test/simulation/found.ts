/** Schedules that once broke a promise, with what was wrong. */
import type { Scenario } from './schedule.ts';

const ORDINARY = {
  workers: 2,
  minWorkers: 1,
  maxWorkers: 16,
  updates: 1,
  reproducible: false,
  callbacks: true,
  poison: undefined,
  checkpointEvery: 0,
  stream: false,
};

/** A worker hangs early, the other goes on without it and dies: the one that comes back is far behind the checkpoint. */
export const STALE: Scenario = {
  ...ORDINARY,
  ...{ seed: 1, dataSeed: 3, latency: 3, workers: 2, epochs: 5, callbacks: false, checkpointEvery: 2 },
  faults: [
    { at: 60, kind: 'outlive', worker: 0, ms: 550 },
    // Until then no other worker is started.
    { at: 400, kind: 'clock', byMs: 0 },
  ],
};

/** A stop just when the generation breaks, since a worker has died. */
export const STOPPED_BETWEEN: Scenario = {
  ...ORDINARY,
  ...{ seed: 2, dataSeed: 3, latency: 12, workers: 3, epochs: 3, callbacks: false },
  faults: [
    { at: 150, kind: 'kill', worker: 1, again: 'no' },
    { at: 178, kind: 'order', command: 'stop' },
  ],
};

/** The coordinator is away when the records of another epoch are due. */
export const AWAY: Scenario = {
  ...ORDINARY,
  ...{ seed: 3, dataSeed: 3, latency: 3, workers: 2, epochs: 3, callbacks: false, stream: true },
  faults: [{ at: 75, kind: 'coordinator', ms: 300, torn: undefined }],
};

/** The clocks are set back an hour, and then a machine is gone without a word. */
export const CLOCK: Scenario = {
  ...ORDINARY,
  ...{ seed: 4, dataSeed: 3, latency: 3, workers: 3, epochs: 3, callbacks: false },
  faults: [
    { at: 100, kind: 'clock', byMs: -3_600_000 },
    { at: 100, kind: 'vanish', worker: 1, again: 'no' },
  ],
};

/** A rate is ordered, the coordinator dies, and another rate is ordered; a worker comes and takes all of it over. */
export const RATES: Scenario = {
  ...ORDINARY,
  ...{ seed: 5, dataSeed: 3, latency: 3, workers: 2, epochs: 8, callbacks: false },
  faults: [
    { at: 70, kind: 'rate' },
    { at: 110, kind: 'coordinator', ms: 5, torn: undefined },
    { at: 250, kind: 'rate' },
    { at: 300, kind: 'join' },
  ],
};

/** Sums over the ranks within a step, of which a rank is lost and another one comes. */
export const SYNCHRONIZED: Scenario = {
  ...ORDINARY,
  ...{ seed: 6, dataSeed: 3, latency: 3, workers: 3, epochs: 3, synchronized: true },
  faults: [{ at: 120, kind: 'kill', worker: 1, again: 'new' }],
};

/** A gradient that is summed slice by slice, of which a rank is lost between two and another one comes. */
export const SLICED: Scenario = {
  ...ORDINARY,
  ...{ seed: 8, dataSeed: 3, latency: 12, workers: 3, epochs: 2, sliced: true },
  faults: [{ at: 110, kind: 'kill', worker: 1, again: 'new' }],
};

/** Of the long tests. One worker of three computes far longer than the others, for longer than they are patient. */
export const STRAGGLER: Scenario = {
  ...ORDINARY,
  ...{ seed: 7, dataSeed: 3, latency: 3, workers: 3, epochs: 48, callbacks: false },
  straggler: { worker: 1, times: 40 },
  faults: [],
};

/** The newest checkpoint is damaged on the disk, and then all workers die. */
export const ROTTEN: Scenario = {
  ...ORDINARY,
  ...{ seed: 8, dataSeed: 3, latency: 3, workers: 2, epochs: 4, callbacks: false, checkpointEvery: 2 },
  faults: [
    { at: 205, kind: 'rot' },
    { at: 206, kind: 'killAll', coordinator: false },
  ],
};

export const FOUND: readonly (readonly [string, Scenario])[] = [
  ['a worker comes back that is far behind the newest checkpoint', STALE],
  ['a stop comes while the generation changes', STOPPED_BETWEEN],
  ['the coordinator is away when records are due', AWAY],
  ['the clocks are set back, and a machine is gone', CLOCK],
  ['rates are ordered before and after a coordinator dies', RATES],
  ['ranks come and go while steps need sums over all of them', SYNCHRONIZED],
  ['a rank dies between two slices of a gradient', SLICED],
  ['the newest checkpoint is damaged, and nobody else holds the state', ROTTEN],
  [
    'a stop comes when all who had trained are lost',
    {
      ...ORDINARY,
      ...{ seed: 290, dataSeed: 2, latency: 3, workers: 2, maxWorkers: 2, epochs: 2, updates: 2 },
      faults: [
        { at: 52, kind: 'kill', worker: 1, again: 'same' },
        { at: 84, kind: 'hangCoordinator', ms: 300 },
        { at: 100, kind: 'order', command: 'stop' },
        { at: 120, kind: 'kill', worker: 2, again: 'same' },
      ],
    },
  ],
  [
    'a rank that has finished is let into the next generation',
    {
      ...ORDINARY,
      seed: 136,
      dataSeed: 3,
      latency: 3,
      workers: 3,
      epochs: 2,
      faults: [{ at: 203, kind: 'kill', worker: 2, again: 'new' }],
    },
  ],
  [
    'a rank comes back with a step that the others have redone',
    {
      ...ORDINARY,
      ...{ seed: 829, dataSeed: 5, latency: 12, workers: 4, maxWorkers: 5, epochs: 2, callbacks: false },
      faults: [
        { at: 206, kind: 'detach', worker: 0 },
        { at: 206, kind: 'slow', a: 3, b: 3 },
      ],
    },
  ],
  [
    'two lines of one run meet, equally far',
    {
      ...ORDINARY,
      ...{ seed: 951, dataSeed: 7, latency: 3, workers: 3, maxWorkers: 4, epochs: 3 },
      faults: [
        { at: 147, kind: 'kill', worker: 3, again: 'no' },
        { at: 198, kind: 'kill', worker: 2, again: 'new' },
        { at: 242, kind: 'hang', worker: 3, ms: 700 },
        { at: 247, kind: 'kill', worker: 1, again: 'no' },
      ],
    },
  ],
  [
    'a worker that finished without a coordinator tells the next one in a later generation',
    {
      ...ORDINARY,
      ...{ seed: 1740, dataSeed: 4, latency: 3, epochs: 3 },
      faults: [
        { at: 185, kind: 'kill', worker: 2, again: 'no' },
        { at: 186, kind: 'join' },
        { at: 205, kind: 'rival', ms: 1_500 },
      ],
    },
  ],
  [
    'a member of an inherited generation comes back outside of it, where there is no room for more',
    {
      ...ORDINARY,
      ...{ seed: 251, dataSeed: 3, latency: 40, maxWorkers: 2, epochs: 2 },
      faults: [
        { at: 90, kind: 'detach', worker: 2 },
        { at: 112, kind: 'coordinator', ms: 5, torn: undefined },
        { at: 127, kind: 'detach', worker: 1 },
        { at: 130, kind: 'hangCoordinator', ms: 300 },
        { at: 148, kind: 'coordinator', ms: 300, torn: undefined },
        { at: 156, kind: 'kill', worker: 3, again: 'same' },
      ],
    },
  ],
  [
    'a worker registers with a coordinator that has been replaced',
    {
      ...ORDINARY,
      ...{ seed: 33, dataSeed: 1, latency: 40, minWorkers: 2, maxWorkers: 3, epochs: 3, reproducible: true },
      faults: [
        { at: 92, kind: 'detach', worker: 3 },
        { at: 102, kind: 'hang', worker: 2, ms: 700 },
        { at: 121, kind: 'rival', ms: 5 },
      ],
    },
  ],
  [
    'a register of a dead process comes after that of its successor',
    {
      ...ORDINARY,
      ...{ seed: 2189, dataSeed: 5, latency: 12, epochs: 2, reproducible: true, callbacks: false },
      faults: [
        { at: 9, kind: 'vanish', worker: 0, again: 'no' },
        { at: 21, kind: 'detach', worker: 2 },
        { at: 26, kind: 'blind', worker: 0, ms: 4_000, direction: 'up' },
        { at: 143, kind: 'kill', worker: 3, again: 'same' },
      ],
    },
  ],
];
