/** What a simulated run is and what befalls it: data, made from a seed. */
import { sfc32 } from '../../base/random.ts';

export interface Scenario {
  readonly seed: number;
  /** Of the samples' order. */
  readonly dataSeed: number;
  /** Longest that a message takes, in ms. */
  readonly latency: number;
  readonly workers: number;
  readonly minWorkers: number;
  readonly maxWorkers: number;
  readonly epochs: number;
  readonly updates: number;
  readonly reproducible: boolean;
  /** Early stopping that ends with the best weights, a rate that falls on a plateau, kept checkpoints. */
  readonly callbacks: boolean;
  readonly poison: number | undefined;
  /** Steps between two checkpoints inside an epoch; 0 makes none. */
  readonly checkpointEvery: number;
  /** The gradient needs sums over the ranks on its way. */
  readonly synchronized?: boolean;
  /** The gradient is summed slice by slice while it is computed. */
  readonly sliced?: boolean;
  /** Hosts that workers are started on in turns; left out, each has a host of its own. */
  readonly hosts?: number | undefined;
  /** One worker, by when it is started, computes so many times as long; the others may go on without it. */
  readonly straggler?: { readonly worker: number; readonly times: number };
  /** Records come from the coordinator as they are needed, instead of all at once. */
  readonly stream?: boolean;
  /** A call of the first worker's that never returns. */
  readonly hang?: Hang;
  /** What it takes to store a checkpoint that is brought in the background, in ms. */
  readonly storeMs?: number;
  readonly faults: readonly Fault[];
}

export interface Hang {
  /** `engine.readState` */
  readonly method: string;
  /** Counted from 1. */
  readonly call: number;
}

/** `worker`, `a` and `b` count among those that live when the fault comes. `at`: events from the start. */
export type Fault = { readonly at: number } & (
  | {
      readonly kind: 'kill' | 'vanish' | 'leave';
      readonly worker: number;
      readonly again: 'no' | 'same' | 'new';
    }
  | { readonly kind: 'hang'; readonly worker: number; readonly ms: number }
  | { readonly kind: 'cut' | 'slow'; readonly a: number; readonly b: number }
  | {
      readonly kind: 'block';
      readonly a: number;
      readonly b: number;
      readonly ms: number;
      readonly both: boolean;
    }
  | {
      readonly kind: 'isolate';
      readonly workers: number;
      readonly ms: number;
      readonly withCoordinator: boolean;
    }
  | { readonly kind: 'detach'; readonly worker: number }
  | {
      readonly kind: 'blind';
      readonly worker: number;
      readonly ms: number;
      readonly direction: 'up' | 'down' | 'both';
    }
  | { readonly kind: 'join' }
  | { readonly kind: 'coordinator'; readonly ms: number; readonly torn: number | undefined }
  | { readonly kind: 'rival'; readonly ms: number }
  | { readonly kind: 'hangCoordinator'; readonly ms: number }
  | { readonly kind: 'killAll'; readonly coordinator: boolean }
  /** A worker hangs, and goes on when all others have died. */
  | { readonly kind: 'outlive'; readonly worker: number; readonly ms: number }
  | { readonly kind: 'order'; readonly command: 'pause' | 'checkpoint' | 'stop' }
  /** An order for another learning rate, three times the one before it. */
  | { readonly kind: 'rate' }
  /** The newest checkpoint on the disk is damaged. */
  | { readonly kind: 'rot' }
  /** All wall clocks are set. */
  | { readonly kind: 'clock'; readonly byMs: number }
  /** The disk is slow, takes no checkpoints, or fails the coordinator's next write. */
  | { readonly kind: 'disk'; readonly how: 'slow' | 'full' | 'fails'; readonly ms: number }
);

export const hasRates = ({ faults }: Scenario) => faults.some(({ kind }) => kind === 'rate');

export function scenarioOf(seed: number): Scenario {
  const random = sfc32(seed, 0x51);
  const below = (n: number) => Math.floor(random() * n);
  const chance = (p: number) => random() < p;
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
  const workers = pick([1, 2, 2, 3, 3, 3, 4]);
  const scenario = {
    seed,
    dataSeed: seed % 8,
    latency: pick([3, 3, 12, 40]),
    workers,
    minWorkers: pick([1, 1, Math.min(2, workers)]),
    maxWorkers: pick([workers, workers + 1, 16]),
    epochs: pick([2, 3]),
    updates: pick([1, 1, 2]),
    reproducible: chance(0.3),
    callbacks: chance(0.5),
    checkpointEvery: pick([0, 0, 2]),
    poison: chance(0.2) ? below(20) : undefined,
    stream: chance(0.4),
  };
  const synchronized = !scenario.reproducible && chance(0.3);
  const count = pick([0, 1, 1, 2, 2, 3, 4, 6]);
  // About as many events as the run has when nobody disturbs it.
  const events = 40 + 30 * workers * scenario.epochs * scenario.updates;
  const faults: Fault[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    // Some come one upon the other.
    at = i > 0 && chance(0.5) ? at + below(25) : below(events);
    faults.push({ at, ...faultOf(below, pick, chance) } as Fault);
  }
  // By a generator of its own, so that the rest of a schedule is as it was.
  const sliced = !scenario.reproducible && !synchronized && sfc32(seed, 0x52)() < 0.5;
  // Not drawn, so that the schedules of seeds stay what they are.
  const hosts = [undefined, 1, 2, undefined, 2][seed % 5];
  return { ...scenario, synchronized, sliced, hosts, faults: faults.sort((a, b) => a.at - b.at) };
}

function faultOf(
  below: (n: number) => number,
  pick: <T>(values: readonly T[]) => T,
  chance: (p: number) => boolean,
): Omit<Fault, 'at'> {
  const worker = below(4);
  const [a, b] = [below(4), below(4)];
  const ms = pick([5, 50, 300, 700, 1_500, 4_000]);
  const again = pick(['no', 'same', 'new'] as const);
  const kinds = [
    { kind: 'kill', worker, again },
    { kind: 'kill', worker, again },
    { kind: 'kill', worker, again },
    { kind: 'vanish', worker, again },
    { kind: 'leave', worker, again },
    { kind: 'hang', worker, ms },
    { kind: 'hang', worker, ms },
    { kind: 'cut', a, b },
    { kind: 'slow', a, b },
    { kind: 'block', a, b, ms, both: chance(0.5) },
    { kind: 'isolate', workers: 1 + below(3), ms, withCoordinator: chance(0.3) },
    { kind: 'detach', worker },
    { kind: 'detach', worker },
    { kind: 'blind', worker, ms, direction: pick(['up', 'down', 'both']) },
    { kind: 'join' },
    { kind: 'join' },
    { kind: 'coordinator', ms, torn: chance(0.5) ? below(100) / 100 : undefined },
    { kind: 'coordinator', ms, torn: undefined },
    { kind: 'rival', ms },
    { kind: 'hangCoordinator', ms },
    { kind: 'killAll', coordinator: chance(0.5) },
    { kind: 'outlive', worker, ms },
    { kind: 'order', command: 'stop' },
    { kind: 'order', command: 'stop' },
    { kind: 'order', command: pick(['pause', 'checkpoint']) },
    { kind: 'rate' },
    { kind: 'rate' },
    { kind: 'rot' },
    { kind: 'clock', byMs: pick([-1, 1]) * 3_600_000 },
    { kind: 'disk', how: pick(['slow', 'full', 'fails']), ms },
  ];
  return pick(kinds) as Omit<Fault, 'at'>;
}
