/** Translates between the protocol's messages and the trainer's types. Pure. */

import { steadyClock } from '../../base/clock.ts';
import type { Phase } from '../../base/phases.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { GenerationPlan, Orders, StepRecord } from '../trainer/ports.ts';

type Report = lockstep.v1.Report.$Properties;

export function heartbeat(): Report {
  return { heartbeat: { sentMs: steadyClock() } };
}

/** A report of steps; only rank 0 sends totals. `clockMs`: how far the coordinator's clock is ahead. */
export function progressOf(
  { generation, rank }: GenerationPlan,
  steps: readonly StepRecord[],
  clockMs: number,
): Report {
  return {
    progress: {
      generation,
      rank,
      steps: steps.map(({ totals, startMs, reduceBytes: _, sentBytes: __, ...step }) => ({
        ...step,
        startMs: startMs + clockMs,
        totals: rank === 0 ? Array.from(totals) : [],
      })),
    },
  };
}

/** What a worker did at its start. `clockMs`: how far the coordinator's clock is ahead. */
export function phasesOf(phases: readonly Phase[], clockMs: number): lockstep.v1.StartPhase.$Properties[] {
  return phases.map(({ name, start, ms }) => ({ name, startMs: start + clockMs, durationMs: ms }));
}

export function planOf(
  generation: lockstep.v1.Generation.$Properties,
  { runId, workerId }: { readonly runId: string; readonly workerId: string },
  signal: AbortSignal,
): GenerationPlan {
  const members = (generation.members ?? []).map((member) => ({
    workerId: member.workerId ?? '',
    rank: member.rank ?? 0,
    address: member.address ?? '',
  }));
  return {
    runId,
    generation: generation.number ?? 0,
    rank: members.findIndex((member) => member.workerId === workerId),
    members,
    key: generation.key ?? new Uint8Array(),
    nextStep: generation.nextStep ?? 0,
    sourceRank: generation.sourceRank ?? 0,
    restore: generation.restore || undefined,
    orders: generation.orders ? ordersOf(generation.orders) : undefined,
    signal,
  };
}

function ordersOf({ paused, checkpoint, stop, rate }: lockstep.v1.Orders.$Properties): Orders {
  return {
    paused: paused ?? false,
    checkpoint: checkpoint ?? false,
    stop: stop ?? false,
    ...(rate && { rate: { number: rate.number ?? 0, value: rate.value ?? 0 } }),
  };
}
