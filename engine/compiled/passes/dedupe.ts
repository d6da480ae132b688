import type { Attribute, Pass, Trace } from '../trace.ts';
import { rewrite } from './rewriter.ts';

/** Attributes as text; lists of them pass from trace to trace unchanged. */
const texts = new WeakMap<readonly Attribute[], string>();

function textOf(attributes: readonly Attribute[]): string {
  const known = texts.get(attributes);
  if (known !== undefined) return known;
  const text = JSON.stringify(attributes);
  texts.set(attributes, text);
  return text;
}

/**
 * Computes equal things once. Every op of a trace is a function of its inputs, random ones too: they are
 * given their seed.
 */
export const dedupe: Pass = (trace) => {
  const known = new Map<string, readonly number[]>();
  const constants = firstEquals(trace);
  return rewrite(trace, (op, rewriter) => {
    const { name, attributes, outputs } = op;
    const inputs = op.inputs.map((value) => constants.get(value) ?? value);
    const key = `${name}(${inputs.join()})${textOf(attributes)}`;
    const before = known.get(key);
    if (before) return before;
    known.set(key, outputs);
    rewriter.keep({ name, attributes, inputs, outputs });
    return outputs;
  });
};

/** Bytes of a constant up to which its content is a key. */
const SHORT = 64;

/** By constant: the first one that is equal. */
function firstEquals({ types, constants }: Trace): ReadonlyMap<number, number> {
  const firsts = new Map<number, number>();
  const short = new Map<string, number>();
  const long = new Map<string, number[]>();
  for (const [value, bytes] of constants) {
    const { dtype, shape } = types[value]!;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const isShort = bytes.length <= SHORT;
    const key = `${dtype}/${shape.join()}/${isShort ? buffer.toString('latin1') : ''}`;
    const alike = isShort ? undefined : (long.get(key) ?? []);
    const first = alike ? alike.find((one) => buffer.equals(constants.get(one)!)) : short.get(key);
    firsts.set(value, first ?? value);
    if (first !== undefined) continue;
    if (alike) long.set(key, [...alike, value]);
    else short.set(key, value);
  }
  return firsts;
}
