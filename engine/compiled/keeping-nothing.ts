import type { TF } from '../../api/job.ts';
import { NeedsNumbers } from './shapes.ts';

interface Keeping {
  keep?: unknown;
  makeVariable?: unknown;
}

/** @throws NeedsNumbers where `compute` would hold a tensor beyond its end */
export function keepingNothing<T>(tf: TF, compute: () => T): T {
  const engine = tf.engine() as unknown as Keeping;
  const { prototype } = tf.Variable;
  const { assign } = prototype;
  const refuse = () => {
    throw new NeedsNumbers('a tensor that is kept');
  };
  engine.keep = refuse;
  engine.makeVariable = refuse;
  prototype.assign = refuse;
  try {
    return compute();
  } finally {
    // The class has its own.
    delete engine.keep;
    delete engine.makeVariable;
    prototype.assign = assign;
  }
}
