import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace, type Shape } from './internals.ts';

/** `Reshape` knows the side that is left open (-1), also where the number of samples is not known: tfjs leaves it open. */
export function useReshape(tf: TF): void {
  type Reshape = Layer & { readonly targetShape: Shape; fixUnknownDimension(from: Shape, to: Shape): Shape };
  replace(
    prototypeOf(tf, 'Reshape') as Reshape,
    'computeOutputShape',
    (original) =>
      function (this: Reshape, shape) {
        const [batch, ...sides] = shape as Shape;
        if (sides.some((side) => typeof side !== 'number')) return original.call(this, shape);
        return [batch!, ...this.fixUnknownDimension(sides, this.targetShape)];
      },
  );
}
