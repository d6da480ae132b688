/** What the coordinator knows of its workers. Immutable: only the functions here make a new value of an old one. */

export interface Worker {
  readonly id: string;
  /** `host:port` where its peers reach it; empty until it attaches. */
  readonly address: string;
  /**
   * - `preparing`: registered; loads its engine and data
   * - `ready`: waits for a generation
   * - `training`: member of the current generation
   * - `finished`: has committed the last step
   */
  readonly status: 'preparing' | 'ready' | 'training' | 'finished';
  /** Rank in the latest generation it was part of. */
  readonly rank?: number;
  /** True when it holds the state of the run as of `committedSteps`. */
  readonly hasState: boolean;
  readonly committedSteps: number;
  /** When it registered, in ms. */
  readonly joinedAt: number;
  /** When it was last heard of, in ms. */
  readonly lastSeen: number;
  /** In this generation it computes so many times as long as the median rank. */
  readonly straggling?: { readonly since: number; readonly score: number } | undefined;
  /** Since when it has straggled, in ms, over generations: until it is seen to have caught up, or is held back. */
  readonly straggledSince?: number | undefined;
  /** How often peers found no way to this worker since it last committed a step. */
  readonly doubts?: number;
  /** Until when it is left out of generations, where there are enough others, in ms. */
  readonly heldBackUntil?: number;
}

export interface Generation {
  readonly number: number;
  /** Worker ids, in rank order. */
  readonly members: readonly string[];
  /** The step it began at. */
  readonly nextStep: number;
  readonly formedAt: number;
  /** Formed by an earlier coordinator of the run; its members may still train and come back. */
  readonly inherited?: true;
  /** Set when the generation ended before the run did: why. */
  readonly broken?: string;
  readonly brokenAt?: number;
  /** It ended though nobody failed: a worker joined or left, an order came. */
  readonly planned?: boolean;
  /** Its members were told to make no step. */
  readonly paused?: boolean;
  /** A member has committed a step in it. */
  readonly progressed?: boolean;
}

export interface Membership {
  readonly workers: ReadonlyMap<string, Worker>;
  /** The latest generation, broken or not. */
  readonly generation?: Generation;
  /** Since when the coordinator has waited for workers, in ms. */
  readonly waitingSince: number;
  /** Highest number of committed steps that any worker ever reported. */
  readonly committedSteps: number;
  /** The newest checkpoint of the run. */
  readonly checkpoint?: StoredCheckpoint;
  /** There were checkpoints, and all of them are damaged. */
  readonly damaged?: boolean;
  /** How many generations in a row, up to the one before the latest, broke without a committed step. */
  readonly fruitless: number;
  /** The run is resumed: its first generation waits for as many workers as at the start. */
  readonly resuming?: boolean;
}

export interface StoredCheckpoint {
  /** Inside the run directory. */
  readonly path: string;
  /** Steps that its state has committed. */
  readonly step: number;
}

/** What a coordinator that takes up a run knows of it. */
export interface Inheritance {
  /** The latest generation: number 0 where there was none. */
  readonly generation: number;
  readonly members: readonly string[];
  readonly committedSteps: number;
  readonly checkpoint?: StoredCheckpoint;
  /** There are checkpoints, and all of them are damaged. */
  readonly damaged?: boolean;
}

/** `membersMayLive`: the latest generation's members may have outlived the coordinator. */
export function inheritedMembership(
  { generation, members, committedSteps, checkpoint, damaged }: Inheritance,
  membersMayLive: boolean,
  now: number,
): Membership {
  const inherited = {
    number: generation,
    members,
    nextStep: committedSteps,
    formedAt: now,
    inherited: true,
  } as const;
  const broken = { ...inherited, broken: 'the run was resumed', brokenAt: now, planned: true };
  return {
    workers: new Map(),
    waitingSince: now,
    committedSteps,
    fruitless: 0,
    checkpoint,
    damaged,
    ...(generation > 0 && { generation: membersMayLive ? inherited : broken }),
    resuming: !membersMayLive,
  };
}

export function checkpointStored(state: Membership, checkpoint: StoredCheckpoint): Membership {
  const newer = !state.checkpoint || checkpoint.step >= state.checkpoint.step;
  return newer ? { ...state, checkpoint, damaged: false } : state;
}

/** The newest checkpoint is damaged: an older one takes its place, or none. */
export function checkpointReplaced(state: Membership, checkpoint: StoredCheckpoint | undefined): Membership {
  return { ...state, checkpoint, damaged: checkpoint === undefined };
}

/** A worker has seen generation `number`. Where the journal has none as high, later generations go on above it. */
export function generationSeen(state: Membership, number: number, now: number): Membership {
  if (number <= (state.generation?.number ?? 0)) return state;
  const generation = {
    number,
    members: [],
    nextStep: state.committedSteps,
    formedAt: now,
    broken: 'it is not in the journal',
    brokenAt: now,
    planned: true,
  };
  return { ...state, generation };
}

export function emptyMembership(now: number): Membership {
  return { workers: new Map(), waitingSince: now, committedSteps: 0, fruitless: 0 };
}

function withWorker(state: Membership, worker: Worker): Membership {
  const workers = new Map(state.workers).set(worker.id, worker);
  return { ...state, workers, committedSteps: Math.max(state.committedSteps, worker.committedSteps) };
}

export function workerJoined(state: Membership, id: string, now: number): Membership {
  return withWorker(state, {
    id,
    address: '',
    status: 'preparing',
    hasState: false,
    committedSteps: 0,
    joinedAt: now,
    lastSeen: now,
  });
}

/** Changes a known worker; an unknown id changes nothing (it was evicted meanwhile). */
export function workerChanged(
  state: Membership,
  id: string,
  change: Partial<Omit<Worker, 'id'>>,
): Membership {
  const worker = state.workers.get(id);
  if (!worker) return state;
  const changed = withWorker(state, { ...worker, ...change });
  const { generation } = state;
  if (!generation || generation.progressed || !generation.members.includes(id)) return changed;
  if ((change.committedSteps ?? 0) <= generation.nextStep) return changed;
  return { ...changed, generation: { ...generation, progressed: true } };
}

/** `planned`: nobody failed. */
export function generationBroken(
  state: Membership,
  reason: string,
  now: number,
  planned = false,
): Membership {
  if (!state.generation || state.generation.broken !== undefined) return state;
  return {
    ...state,
    generation: { ...state.generation, broken: reason, brokenAt: now, planned },
    waitingSince: now,
  };
}

/** Removes a worker; the generation it trained in is broken by that. */
export function workerLost(
  state: Membership,
  id: string,
  reason: string,
  now: number,
  planned = false,
): Membership {
  const worker = state.workers.get(id);
  if (!worker) return state;
  const workers = new Map(state.workers);
  workers.delete(id);
  const next = { ...state, workers };
  const member = state.generation?.members.includes(id) ?? false;
  return member ? generationBroken(next, `${id} ${reason}`, now, planned) : next;
}

/** A peer cannot connect to a member. It counts only before the generation has committed a step. */
export function workerDoubted(state: Membership, id: string, step: number): Membership {
  const { generation, workers } = state;
  if (!generation || step > generation.nextStep) return state;
  return workerChanged(state, id, { doubts: (workers.get(id)?.doubts ?? 0) + 1 });
}

/**
 * How many generations in a row broke before any member committed a step, the latest one included. Generations that
 * broke as planned, or were paused, do not count.
 */
export function fruitlessGenerations({ generation, fruitless }: Membership): number {
  if (generation === undefined || generation.progressed) return 0;
  const says = generation.broken !== undefined && !generation.planned && !generation.paused;
  return says ? fruitless + 1 : fruitless;
}

export function generationFormed(
  state: Membership,
  members: readonly string[],
  nextStep: number,
  now: number,
  paused = false,
): Membership {
  const workers = new Map(state.workers);
  for (const [rank, id] of members.entries()) {
    const worker = workers.get(id);
    if (worker) workers.set(id, { ...worker, status: 'training', rank, straggling: undefined });
  }
  const number = (state.generation?.number ?? 0) + 1;
  const generation = { number, members, nextStep, formedAt: now, paused };
  const fruitless = fruitlessGenerations(state);
  return { ...state, workers, generation, waitingSince: now, resuming: false, fruitless };
}
