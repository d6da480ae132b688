import type { Shape } from '../tfjs/internals.ts';
import { mergedMask } from '../tfjs/merging.ts';
import type { Kind } from './kind.ts';

/** The first tensor less the second. */
export const subtract: Kind<object> = {
  className: 'Subtract',
  factory: 'subtract',
  options: {},
  shape: (_, shapes) => {
    const [first, second, ...more] = shapes;
    if (!second || more.length > 0) throw new Error(`it wants two tensors, and has ${shapes.length}`);
    return broadcast(first!, second);
  },
  call: ({ xs: [x, y] }) => x!.sub(y!),
  mask: (_, tf, _xs, masks) => mergedMask(tf, masks),
};

/** @throws where the shapes do not go together */
export function broadcast(one: Shape, other: Shape): Shape {
  const rank = Math.max(one.length, other.length);
  const at = (shape: Shape, i: number) => (i < rank - shape.length ? 1 : shape[i - rank + shape.length]!);
  return Array.from({ length: rank }, (_, i) => {
    const [a, b] = [at(one, i), at(other, i)];
    if (a === b || b === 1) return a;
    if (a === 1) return b;
    if (a === null || b === null) return a ?? b;
    throw new Error(`[${one}] and [${other}] do not go together`);
  });
}
