import type { TF } from '../../api/job.ts';
import { replace, type Weight } from './internals.ts';

/** Weights that are set stay as they are: Keras puts a constraint on them after an update alone, tfjs at each write. */
export function useConstraints(tf: TF): void {
  type Constrained = Omit<Weight, 'constraint'> & { constraint: Weight['constraint'] };
  replace(
    tf.LayerVariable.prototype as unknown as Constrained,
    'write',
    (original) =>
      function (this: Constrained, value) {
        const { constraint } = this;
        this.constraint = null;
        try {
          return original.call(this, value);
        } finally {
          this.constraint = constraint;
        }
      },
  );
}
