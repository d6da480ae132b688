import { createHash } from 'node:crypto';
import type { Pass } from '../trace.ts';
import { rewrite } from './rewriter.ts';

/**
 * Computes equal things once. Every op of a trace is a function of its inputs, random ones too: they are
 * given their seed.
 */
export const dedupe: Pass = (trace) => {
  const known = new Map<string, readonly number[]>();
  const constants = new Map<number, number>();
  const byContent = new Map<string, number>();
  for (const [value, bytes] of trace.constants) {
    const { dtype, shape } = trace.types[value]!;
    const key = `${dtype}/${shape}/${createHash('sha1').update(bytes).digest('base64')}`;
    const first = byContent.get(key) ?? value;
    byContent.set(key, first);
    constants.set(value, first);
  }
  return rewrite(trace, (op, rewriter) => {
    const inputs = op.inputs.map((value) => constants.get(value) ?? value);
    const key = `${op.name}(${inputs})${JSON.stringify(op.attributes)}`;
    const before = known.get(key);
    if (before) return before;
    known.set(key, op.outputs);
    rewriter.keep({ ...op, inputs });
    return op.outputs;
  });
};
