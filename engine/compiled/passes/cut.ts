import type { Pass } from '../trace.ts';
import { isFusible } from './fusible.ts';
import { countUses, type Rewriter, rewrite } from './rewriter.ts';

/**
 * What is computed only to be split is split before, where that costs nothing: the sums before the gates of a
 * recurrent cell are then of one shape with all that follows, and fused with it.
 */
export const cutBeforeFusing: Pass = (trace) => {
  const uses = countUses(trace);
  /** By piece: the values that give a piece of `value`, or `value` where it is the same for all columns. */
  const cut = (
    value: number,
    lengths: readonly number[],
    width: number,
    rewriter: Rewriter,
  ): readonly number[] => {
    const { dtype, shape } = rewriter.types[value]!;
    if (shape.at(-1) !== width) return lengths.map(() => value);
    const op = rewriter.producer(value);
    const mine =
      op && uses.get(value) === 1 && isFusible(op, rewriter.types, (one) => rewriter.producer(one));
    if (!mine) return rewriter.split(value, lengths, shape.length - 1);
    const inputs = op.inputs.map((input) => cut(input, lengths, width, rewriter));
    return lengths.map((length, piece) => {
      const type = { dtype, shape: shape.with(-1, length) };
      return rewriter.add(
        op.name,
        op.attributes,
        inputs.map((pieces) => pieces[piece]!),
        [type],
      )[0]!;
    });
  };
  return rewrite(trace, (op, rewriter) => {
    const [whole] = op.inputs;
    if (op.name !== 'SplitV' || uses.get(whole!) !== 1) return undefined;
    const { shape } = rewriter.types[whole!]!;
    const lengths = op.outputs.map((value) => rewriter.types[value]!.shape.at(-1)!);
    const width = lengths.reduce((sum, length) => sum + length, 0);
    // Else it is split along another axis.
    return width === shape.at(-1) ? cut(whole!, lengths, width, rewriter) : undefined;
  });
};
