import type { Pass, Trace } from '../trace.ts';
import { normalizeApart } from './batch-norm.ts';
import { dedupe } from './dedupe.ts';
import { groupMatMuls, joinSums } from './matmul.ts';
import { simplify } from './simplify.ts';
import { wholeBeforeSlices } from './slices.ts';

/** Drops ops and constants that no output depends on. */
export const dropDead: Pass = (trace) => {
  const needed = new Set(trace.outputs);
  const kept = trace.ops.toReversed().filter((op) => {
    const used = op.outputs.some((value) => needed.has(value));
    if (used) for (const value of op.inputs) needed.add(value);
    return used;
  });
  const constants = new Map([...trace.constants].filter(([value]) => needed.has(value)));
  return { ...trace, ops: kept.toReversed(), constants };
};

const PASSES: readonly Pass[] = [
  dropDead,
  simplify,
  dedupe,
  dropDead,
  joinSums,
  groupMatMuls,
  wholeBeforeSlices,
  normalizeApart,
  dedupe,
  dropDead,
];

/** An equivalent trace that runs faster. */
export function optimize(trace: Trace): Trace {
  return PASSES.reduce((result, pass) => pass(result), trace);
}
