import { expect, test } from 'vitest';
import { runtime } from '../../test/support/engines.ts';
import { GraphBuilder } from './graph.ts';
import { TensorFlowSession } from './session.ts';
import { FLOAT32 } from './trace.ts';

test.skipIf(!runtime)(
  'a step takes numbers below the normal range for zero, and JavaScript after it does not (needs TensorFlow)',
  () => {
    const session = new TensorFlowSession(runtime!);
    const builder = new GraphBuilder();
    const type = { dtype: FLOAT32, shape: [3] };
    const feeds = ['a', 'b'].map((name) => ({ name: builder.placeholder(name, type), ...type }));
    builder.add('product', 'Mul', ['a', 'b'], { T: { type: FLOAT32 } });
    session.extend(builder.nodes);
    const product = session.prepare({ feeds, fetches: ['product'] });
    const out = new Float32Array(3);
    // The result, an operand and neither are below 2^-126.
    const [a, b] = [Float32Array.of(2 ** -100, 2 ** -130, 2 ** -100), Float32Array.of(2 ** -40, 2 ** 20, 2)];
    product([a, b], [out]);
    expect([...out]).toEqual([0, 0, 2 ** -99]);
    expect(a[0]! * 2 ** -950).toBe(2 ** -1050);
  },
);
