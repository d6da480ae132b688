/** A layer's product with the batch and the gradient of its weights, as a trace. */
import { flag, Rewriter, typeAttribute } from '../../engine/compiled/passes/rewriter.ts';
import { FLOAT32, type Trace, type ValueType } from '../../engine/compiled/trace.ts';

export interface Sides {
  readonly batch: number;
  readonly features: number;
  readonly units: number;
}

const T = typeAttribute('T', FLOAT32);

/**
 * Inputs are data, weights, bias and the gradient with regard to the results; outputs relu of product and bias, and the
 * gradient with regard to the weights.
 * @param dataName of the input that holds the data
 */
export function layerTrace({ batch, features, units }: Sides, dataName = 'batch/x'): Trace {
  const float = (...shape: number[]): ValueType => ({ dtype: FLOAT32, shape });
  const results = float(batch, units);
  const types = [float(batch, features), float(features, units), float(units), results];
  const inputs = new Map([dataName, 'weights', 'bias', 'gradient'].map((name, i) => [name, i]));
  const empty: Trace = { types, inputs, constants: new Map(), ops: [], outputs: [] };
  const rewriter = new Rewriter(empty);
  const matMul = (turned: boolean, inputs: readonly number[], type: ValueType) =>
    rewriter.add('MatMul', [T, flag('transpose_a', turned), flag('transpose_b', false)], inputs, [type])[0]!;
  const [sum] = rewriter.add('AddV2', [T], [matMul(false, [0, 1], results), 2], [results]);
  const [relu] = rewriter.add('Relu', [T], [sum!], [results]);
  return rewriter.finish({ ...empty, outputs: [relu!, matMul(true, [0, 3], types[1]!)] });
}
