import { fruitlessGenerations, type Membership, type Worker } from './state.ts';

export interface MembershipOptions {
  /** Workers to wait for before the first generation. */
  readonly startWorkers: number;
  /** Fewest workers a later generation may have. */
  readonly minWorkers: number;
  /** Most workers a generation may have; further ones wait in reserve. */
  readonly maxWorkers: number;
  /** How often a worker is heard of, in ms. */
  readonly heartbeatMs: number;
  /** Silence after which a worker counts as lost, in ms. */
  readonly heartbeatTimeoutMs: number;
  /** How long to wait for enough workers before the run fails, in ms. */
  readonly joinDeadlineMs: number;
  /** How long members of a generation that was inherited may take to come back, in ms. */
  readonly reattachDeadlineMs: number;
  /** Longest that a step may take, in ms, and so that a member may take to leave a broken generation. */
  readonly stepDeadlineMs: number;
  /** Hold back a rank that stays much slower than the others. */
  readonly evictStragglers: boolean;
}

/** How long a rank may straggle before it is held back, and how long it is held back then, in ms. */
const STRAGGLER_PATIENCE_MS = 30_000;
const STRAGGLER_PAUSE_MS = 600_000;
/** How many reports that a worker cannot be reached hold it back, and how long it is held back then, in ms. */
const MOST_DOUBTS = 2;
const DOUBT_PAUSE_MS = 30_000;
/** A member that has missed so many heartbeats while it should leave its generation hangs: the others do not wait. */
const MISSED_HEARTBEATS = 6;

/**
 * What follows generations in a row that break without a committed step. After the first few the next one is formed
 * at once, since a single fault may hit twice. Then there is a pause before each, in ms, that doubles every time.
 * After `MOST_ATTEMPTS` the run fails.
 */
const FREE_ATTEMPTS = 3;
const MOST_ATTEMPTS = 16;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** What the coordinator does next; `reason` says why, for users. */
export type Decision = { readonly reason: string } & (
  | { readonly type: 'wait' }
  /** `why`: the reason without its subject, the worker. */
  | { readonly type: 'evict'; readonly workerId: string; readonly why: string }
  /** Leave a worker out of generations for some time. */
  | { readonly type: 'holdBack'; readonly workerId: string; readonly until: number }
  /** Tell the members still training to leave the broken generation. */
  | { readonly type: 'interrupt' }
  | {
      readonly type: 'form';
      /** In rank order. */
      readonly members: readonly Worker[];
      readonly nextStep: number;
      readonly sourceRank: number;
      /** Checkpoint that the source rank takes the state from. */
      readonly restore?: string;
    }
  /** End the generation. */
  | { readonly type: 'break' }
  | { readonly type: 'finish' }
  | { readonly type: 'fail'; readonly code: 'TOO_FEW_WORKERS' | 'TIMEOUT' | 'CHECKPOINT' }
);

/**
 * Decides on membership. Pure: same arguments, same decision.
 *
 * A generation is formed only of workers that wait for one, so that nobody is in two; it goes on at the
 * step after the last one that any of them has committed, and needs one member who holds that state.
 */
export function decide(now: number, state: Membership, options: MembershipOptions): Decision {
  const workers = [...state.workers.values()];
  const silent = workers.find((worker) => now - worker.lastSeen > options.heartbeatTimeoutMs);
  if (silent) {
    const seconds = ((now - silent.lastSeen) / 1000).toFixed(1);
    return evict(silent.id, `has been silent for ${seconds} s`);
  }
  const { generation } = state;
  if (generation && generation.broken === undefined) return decideWhileTraining(now, state, options);
  return decideBetweenGenerations(now, state, options);
}

function decideWhileTraining(now: number, state: Membership, options: MembershipOptions): Decision {
  const generation = state.generation!;
  const members = generation.members.map((id) => state.workers.get(id));
  if (members.every((worker) => worker?.status === 'finished')) {
    return { type: 'finish', reason: 'every rank has finished' };
  }
  const absent = generation.members.filter((_, i) => members[i] === undefined);
  if (generation.inherited && absent.length > 0) {
    const waiting = `${absent.join(', ')} of generation ${generation.number} still to come back`;
    if (now - generation.formedAt <= options.reattachDeadlineMs) return { type: 'wait', reason: waiting };
    return { type: 'break', reason: `${absent.join(', ')} did not come back to the new coordinator` };
  }
  const outside = members.find((worker) => worker?.status === 'ready');
  if (outside) {
    return { type: 'break', reason: `${outside.id} is not in generation ${generation.number} any more` };
  }
  const joiner = [...state.workers.values()].find(
    (worker) => worker.status === 'ready' && !isHeldBack(worker, now),
  );
  const finishing = members.some((worker) => worker?.status === 'finished');
  if (joiner && generation.members.length < options.maxWorkers && !finishing) {
    return { type: 'interrupt', reason: `${joiner.id} joins` };
  }
  const straggler = members.find(
    (worker) => worker?.straggling && now - worker.straggling.since > STRAGGLER_PATIENCE_MS,
  );
  if (options.evictStragglers && straggler && !finishing && members.length > options.minWorkers) {
    const { id, straggling } = straggler;
    const reason = `${id} computes ${straggling!.score.toFixed(1)} times as long as the median rank`;
    return { type: 'holdBack', workerId: id, until: now + STRAGGLER_PAUSE_MS, reason };
  }
  return { type: 'wait', reason: `generation ${generation.number} is training` };
}

function decideBetweenGenerations(now: number, state: Membership, options: MembershipOptions): Decision {
  const workers = [...state.workers.values()];
  const leaving = workers.filter(({ status }) => status === 'training');
  if (leaving.length > 0) {
    const quietMs = Math.min(options.heartbeatTimeoutMs, MISSED_HEARTBEATS * options.heartbeatMs);
    const quiet = leaving.find(({ lastSeen }) => now - lastSeen > quietMs);
    if (quiet) {
      return evict(quiet.id, `does not leave its generation, and has missed ${MISSED_HEARTBEATS} heartbeats`);
    }
    const brokenAt = state.generation?.brokenAt ?? now;
    // A worker that comes back in a generation which ended long ago is told only now.
    const late = leaving.find((worker) => now - Math.max(brokenAt, worker.joinedAt) > options.stepDeadlineMs);
    if (late) {
      return evict(late.id, `did not leave its generation within ${options.stepDeadlineMs} ms`);
    }
    return { type: 'interrupt', reason: `${state.generation?.broken}; ${leaving.length} still to leave` };
  }
  const present = workers
    .filter(({ status }) => status === 'ready' || status === 'finished')
    .sort(stateThenRank);
  const needed = state.generation && !state.resuming ? options.minWorkers : options.startWorkers;
  const doubted = present.reduce<Worker | undefined>(
    (most, worker) => ((worker.doubts ?? 0) > (most?.doubts ?? 0) ? worker : most),
    undefined,
  );
  if (doubted && doubted.doubts! >= MOST_DOUBTS && present.length > needed) {
    const reason = `peers found no way to ${doubted.id} ${doubted.doubts} times`;
    return { type: 'holdBack', workerId: doubted.id, until: now + DOUBT_PAUSE_MS, reason };
  }
  const fit = present.filter((worker) => !isHeldBack(worker, now));
  // The only worker that holds the state is not left out, however slow it is.
  const stateStays = fit.some(({ hasState }) => hasState) || !present.some(({ hasState }) => hasState);
  const candidates = fit.length >= needed && stateStays ? fit : present;
  if (candidates.length >= needed) {
    return backOff(now, state) ?? form(candidates.slice(0, options.maxWorkers), state);
  }
  const waited = now - state.waitingSince;
  const have = `${candidates.length} of ${needed} workers are ready${stillPreparing(now, workers)}`;
  if (waited > options.joinDeadlineMs) {
    return { type: 'fail', code: 'TOO_FEW_WORKERS', reason: `${have} after ${Math.round(waited / 1000)} s` };
  }
  return { type: 'wait', reason: have };
}

/** Who is to be ready yet, in words that follow those of who is. */
function stillPreparing(now: number, workers: readonly Worker[]): string {
  const preparing = workers.filter(({ status }) => status === 'preparing');
  if (preparing.length === 0) return '';
  const seconds = Math.round((now - Math.min(...preparing.map(({ joinedAt }) => joinedAt))) / 1000);
  const names = preparing.map(({ id }) => id).join(', ');
  return `; ${names} still ${preparing.length === 1 ? 'prepares' : 'prepare'}, for ${seconds} s`;
}

function evict(workerId: string, why: string): Decision {
  return { type: 'evict', workerId, why, reason: `${workerId} ${why}` };
}

function isHeldBack({ heldBackUntil = 0 }: Worker, now: number): boolean {
  return now < heldBackUntil;
}

/** The pause, or the failure, that generations in a row without a committed step demand; undefined where none does. */
function backOff(now: number, state: Membership): Decision | undefined {
  const attempts = fruitlessGenerations(state);
  const { broken, brokenAt = now } = state.generation ?? {};
  if (attempts < FREE_ATTEMPTS) return undefined;
  const what = `no step came of ${attempts} generations in a row; the last one ended: ${broken}`;
  if (attempts >= MOST_ATTEMPTS) return { type: 'fail', code: 'TIMEOUT', reason: what };
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - FREE_ATTEMPTS));
  if (now - brokenAt >= pauseMs) return undefined;
  return { type: 'wait', reason: `${what}; the next one begins ${pauseMs / 1000} s after that` };
}

/**
 * Forms a generation whose source rank is the member that has committed most steps. A rank that died may have
 * committed one step more than all survivors: they repeat that step with the same samples. Where the newest
 * checkpoint is further than every member (all that were further have died), the state comes from the checkpoint.
 * Where there is neither state nor checkpoint, the run begins again from the same weights; where checkpoints are damaged,
 * it fails instead.
 */
function form(members: readonly Worker[], state: Membership): Decision {
  const holders = members.filter(({ hasState }) => hasState);
  const reason = `${members.length} workers are ready (${members.map(({ id }) => id).join(', ')})`;
  const furthest = Math.max(-1, ...holders.map(({ committedSteps }) => committedSteps));
  if (state.checkpoint && state.checkpoint.step > furthest) {
    const { path, step } = state.checkpoint;
    return {
      type: 'form',
      members,
      nextStep: step,
      sourceRank: 0,
      restore: path,
      reason: `${reason}; the state comes from ${path}`,
    };
  }
  if (state.damaged && holders.length === 0) {
    return {
      type: 'fail',
      code: 'CHECKPOINT',
      reason: 'every checkpoint is damaged, and no worker holds the state',
    };
  }
  const nextStep = Math.max(0, furthest);
  const source = members.findIndex((worker) => worker.hasState && worker.committedSteps === nextStep);
  return { type: 'form', members, nextStep, sourceRank: Math.max(0, source), reason };
}

/**
 * The order of ranks: first those that hold the state, since a generation takes only the first `maxWorkers`; then
 * those that had a rank, in its order; then newcomers by name (worker-2 before worker-10).
 */
function stateThenRank(a: Worker, b: Worker): number {
  return (
    Number(b.hasState) - Number(a.hasState) ||
    (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER) ||
    a.id.localeCompare(b.id, 'en', { numeric: true })
  );
}
