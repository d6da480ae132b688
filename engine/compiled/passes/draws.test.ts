import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../../base/arrays.ts';
import { runtime } from '../../../test/support/engines.ts';
import { TensorFlowSession } from '../session.ts';
import { addStages } from '../stages.ts';
import { FLOAT32, type Trace } from '../trace.ts';
import { fastDraws } from './draws.ts';
import { Rewriter, typeAttribute } from './rewriter.ts';

const UINT64 = 23;

/** One draw; its generator is Philox, 1, or chosen by TensorFlow, 3. */
function drawTrace(shape: readonly number[], counter: readonly bigint[], generator = 1): Trace {
  const empty: Trace = {
    ...{ types: [], inputs: new Map(), constants: new Map(), ops: [], outputs: [] },
  };
  const rewriter = new Rewriter(empty);
  const words = (values: readonly bigint[]) =>
    rewriter.constant(
      { dtype: UINT64, shape: [values.length] },
      new Uint8Array(BigUint64Array.from(values).buffer),
    );
  const inputs = [
    ...[rewriter.integers(shape), words([0xfedcba9876543210n]), words(counter), rewriter.integers(generator)],
  ];
  const attributes = [typeAttribute('dtype', FLOAT32), typeAttribute('Tshape', 3)];
  const outputs = rewriter.add('StatelessRandomUniformV2', attributes, inputs, [{ dtype: FLOAT32, shape }]);
  return rewriter.finish({ ...empty, outputs });
}

const namesOf = (trace: Trace) => fastDraws(trace).ops.map(({ name }) => name);

test('few numbers, and such of another generator, stay those of TensorFlow', () => {
  expect(namesOf(drawTrace([32, 32], [0n, 0n]))).toEqual(['LockstepUniform']);
  expect(namesOf(drawTrace([32, 31], [0n, 0n]))).toEqual(['StatelessRandomUniformV2']);
  expect(namesOf(drawTrace([32, 32], [0n, 0n], 3))).toEqual(['StatelessRandomUniformV2']);
});

describe.skipIf(!runtime)('draws (need the TensorFlow runtime: lockstep setup)', () => {
  function run(trace: Trace): Float32Array {
    const session = new TensorFlowSession(runtime!);
    const numbers = new Float32Array(sizeOf(trace.types[trace.outputs[0]!]!.shape));
    addStages(session, 'draws', trace, 0, () => undefined)([], [numbers]);
    return numbers;
  }

  const all = 2n ** 64n - 1n;
  test.each([
    ['whole groups', [64, 32], [1n, 2n]],
    ['a rest of three', [13, 79], [7n, 0n]],
    ['a rest of one beyond 64 groups', [1281], [7n, 9n]],
    ['a carry from the lowest word', [2048], [2n ** 32n - 100n, 3n]],
    ['a carry into the upper number', [2048], [all - 100n, 2n ** 32n - 1n]],
    ['the end of all counters', [2048], [all - 5n, all]],
  ] as const)('%s: the bits are those of TensorFlow', (_, shape, counter) => {
    const trace = drawTrace(shape, counter);
    const numbers = run(fastDraws(trace));
    expect(numbers).toEqual(run(trace));
    expect(new Set(numbers).size).toBeGreaterThan(1000);
  });
});
