import { RANK_SUM } from '../segments.ts';
import type { Pass } from '../trace.ts';

/** Drops ops and constants that no output depends on. Sums over the ranks stay, since the other ranks take part. */
export const dropDead: Pass = (trace) => {
  const needed = new Set(trace.outputs);
  const kept = trace.ops.toReversed().filter((op) => {
    const used = op.name === RANK_SUM || op.outputs.some((value) => needed.has(value));
    if (used) for (const value of op.inputs) needed.add(value);
    return used;
  });
  const constants = new Map([...trace.constants].filter(([value]) => needed.has(value)));
  return { ...trace, ops: kept.toReversed(), constants };
};
