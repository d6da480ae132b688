/** The sweep: every op of tfjs that has gradients, compiled, op by op and on `cpu`. */
import { describe, expect, test } from 'vitest';
import { runtime } from '../test/support/engines.ts';
import { CASES } from '../test/support/op-cases/cases.ts';
import { checkOp } from '../test/support/op-checks.ts';
import { OpBench } from '../test/support/ops.ts';

describe.skipIf(!runtime)('all ops (need the TensorFlow runtime: lockstep setup)', async () => {
  const bench = runtime && (await OpBench.open());

  test.each(CASES)('$name', (one) => checkOp(bench!, one));

  test('no kernel that has a gradient is left out', () => {
    expect(bench!.kernelsLeftOut()).toEqual([]);
  });
});
