/** Messages of the coordinator. Pure, except for the random key of a generation. */
import { randomBytes } from 'node:crypto';
import { MOST_CLASSES } from '../../api/confusion.ts';
import { LockstepError } from '../../base/errors.ts';
import { legible } from '../../base/legible.ts';
import type { Phase } from '../../base/phases.ts';
import type { RunData } from '../../datasets/records.ts';
import type { RunEventBody } from '../../proto/events.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { Decision } from '../membership/decide.ts';
import { type Orders, ordersMessage } from '../store/orders.ts';

type RunStarted = Extract<RunEventBody, { type: 'run_started' }>;

const HINTS = {
  TOO_FEW_WORKERS: 'Start more workers, or lower --workers / --min-workers',
  TIMEOUT: 'Read the logs of the workers that the message names, then go on with --resume',
  CHECKPOINT: 'Restore the run directory from a copy, or start a new run',
} as const;

/** Why the run fails, as `decide` says. */
export function failureOf({ code, reason }: Extract<Decision, { type: 'fail' }>): LockstepError {
  return new LockstepError(code, reason, { hint: HINTS[code] });
}

/** The event that a run has begun. @param checkpointStep the step it goes on from; undefined for a new run @param phases of the coordinator's start */
export function runStarted(
  { jobName, batchSize, epochs, dataset: info }: lockstep.v1.RunConfig.$Properties,
  dataset: RunData,
  term: number,
  checkpointStep: number | undefined,
  phases: readonly Phase[],
): RunEventBody {
  return {
    type: 'run_started',
    job: jobName ?? '',
    dataset: dataset.provenance,
    substitute: dataset.substitute,
    batchSize: batchSize ?? 0,
    epochs: epochs ?? 0,
    batchesPerEpoch: Math.ceil(dataset.train.info.length / (batchSize || 1)),
    ...classesOf(info?.classes ?? []),
    term,
    ...(checkpointStep !== undefined && { checkpointStep }),
    phases,
  };
}

function classesOf(names: readonly string[]): Pick<RunStarted, 'classCount' | 'classes'> {
  if (names.length === 0) return {};
  const classes = names.length > MOST_CLASSES ? {} : { classes: names.map(legible) };
  return { classCount: names.length, ...classes };
}

/** Most phases of a worker's start that are kept. */
const MOST_PHASES = 32;

/** What a worker says of its start. */
export function phasesOf(phases: readonly lockstep.v1.StartPhase.$Properties[]): Phase[] {
  return phases.slice(0, MOST_PHASES).map(({ name, startMs, durationMs }) => ({
    name: legible(name ?? ''),
    start: startMs ?? 0,
    ms: durationMs ?? 0,
  }));
}

/** A generation as its members get it. Ranks follow the order of the members; they authenticate each other by `key`. */
export function generationMessage(
  number: number,
  { members, nextStep, sourceRank, restore }: Extract<Decision, { type: 'form' }>,
  orders: Orders,
): lockstep.v1.Generation.$Properties {
  return {
    number,
    members: members.map(({ id, address, hasState, committedSteps }, rank) => ({
      workerId: id,
      rank,
      address,
      hasState,
      committedSteps,
    })),
    key: randomBytes(32),
    nextStep,
    sourceRank,
    restore: restore ?? '',
    orders: ordersMessage(orders),
  };
}
