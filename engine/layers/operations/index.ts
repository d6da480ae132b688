/** Functions of `keras.ops` between the layers of an imported model. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import {
  type Argument,
  numberOf,
  type OperationConfig,
  type OperationName,
  operationNamed,
} from '../../../api/keras/operations.ts';
import type { Shape } from '../../tfjs/internals.ts';
import { type Kind, NEEDED } from '../kind.ts';
import { ELEMENTWISE } from './elementwise.ts';
import type { Operation, Value } from './operation.ts';
import { PICKING } from './picking.ts';
import { PRODUCTS } from './products.ts';
import { REDUCTIONS } from './reductions.ts';
import { expectSamplesApart } from './samples.ts';
import { SHAPES } from './shapes.ts';

const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...SHAPES,
  ...PICKING,
  ...PRODUCTS,
};

export const operation: Kind<OperationConfig> = {
  className: 'Operation',
  factory: 'operation',
  options: { operation: NEEDED, options: NEEDED, arguments: NEEDED },
  shape: (config, shapes, _, tf) => {
    const compute = (xs: readonly Tensor[]) => [computed(tf, config, xs)].flat();
    let known: Shape[];
    try {
      known = expectSamplesApart(tf, shapes, compute);
    } catch (cause) {
      const { message } = cause as Error;
      throw new Error(`ops.${config.operation} of [${shapes.join('], [')}]: ${message}`, { cause });
    }
    return known.length === 1 ? known[0]! : known;
  },
  call: ({ tf, config, xs }) => computed(tf, config, xs),
};

function computed(tf: TF, config: OperationConfig, xs: readonly Tensor[]): Tensor | Tensor[] {
  const resolved = (argument: Argument): Value => {
    if (Array.isArray(argument)) return argument.map(resolved);
    if (typeof argument === 'object' && argument !== null) {
      if ('tensor' in argument) return xs[argument.tensor]!;
      if ('constant' in argument) {
        const { constant, shape, dtype } = argument;
        return tf.tensor(constant.map(numberOf), [...shape], dtype);
      }
    }
    return argument as Value;
  };
  return OPERATIONS[operationNamed(config.operation)](tf, config.arguments.map(resolved), config.options);
}
