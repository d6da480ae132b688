/** Ops that tfjs, its binding or TensorFlow had wrong, each with its gradients; the sweep over all is `ops.long.test.ts`. */
import { describe, expect, test } from 'vitest';
import { runtime } from '../test/support/engines.ts';
import { CASES } from '../test/support/op-cases/cases.ts';
import { checkOp } from '../test/support/op-checks.ts';
import { OpBench } from '../test/support/ops.ts';

const MENDED = new Set(
  // A NodeDef without its type, or of another type than said.
  (
    'expandDims argMax unsortedSegmentSum logical intMatMul ' +
    // No slope.
    'where castInt floorDiv ' +
    // No gradient, or a wrong one.
    'conv1dCausal conv2dDilatedSame depthwiseConv2dDilated conv2dPadded conv3dTranspose conv2dOneByOneStrided ' +
    'einsumContract cumprod cumsumFirst cumprodFromEnd cumsumFromEnd prodFromEnd batchMatMulBroadcast gatherND topk gatherBatch stridedSlice tensorScatterUpdate ' +
    'mirrorPadReflect resizeBilinearHalf resizeNearest flipLeftRight depthToSpace avgPool complexProduct rfft'
  ).split(' '),
);

describe.skipIf(!runtime)('ops (need the TensorFlow runtime: lockstep setup)', async () => {
  const bench = runtime && (await OpBench.open());
  const cases = CASES.filter(({ name }) => MENDED.has(name));

  test('the table has them', () => expect(cases.length).toBe(MENDED.size));

  test.each(cases)('$name', (one) => checkOp(bench!, one));
});
