import { sizeOf } from '../../../base/arrays.ts';
import { FLOAT32, type Pass } from '../trace.ts';
import { rewrite } from './rewriter.ts';

/** TensorFlow's number of the generator that native/tensorflow/uniform.h is. */
const PHILOX = 1;

/** Fewer numbers take TensorFlow no longer than the op itself. */
const LEAST_NUMBERS = 1024;

/** Random numbers in [0, 1) are drawn many at a time on CPUs, which takes less than half as long: the same bits. */
export const fastDraws: Pass = (trace) =>
  rewrite(trace, (op, rewriter) => {
    if (op.name !== 'StatelessRandomUniformV2') return undefined;
    const [, key, counter, generator] = op.inputs as [number, number, number, number];
    const { dtype, shape } = rewriter.types[op.outputs[0]!]!;
    const bytes = rewriter.constants.get(generator);
    const isPhilox = bytes !== undefined && new Int32Array(bytes.slice().buffer)[0] === PHILOX;
    if (!isPhilox || dtype !== FLOAT32 || sizeOf(shape) < LEAST_NUMBERS) return undefined;
    const attributes = [{ name: 'shape', kind: 'int', value: shape } as const];
    return rewriter.add('LockstepUniform', attributes, [key, counter], [{ dtype, shape }]);
  });
