import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { once } from '../tfjs/internals.ts';
import { normalized } from '../tfjs/merging.ts';

interface OrthogonalConfig {
  readonly factor?: number;
  readonly mode?: 'rows' | 'columns';
}

/** Keras's `OrthogonalRegularizer`: the mean of the cosines between a matrix's rows, or columns, without their signs. */
export function useRegularizers(tf: TF): void {
  once(tf.regularizers, 'orthogonal', () => {
    class OrthogonalRegularizer extends tf.serialization.Serializable {
      static className = 'OrthogonalRegularizer';
      readonly #factor: number;
      readonly #mode: string;

      constructor({ factor = 0.01, mode = 'rows' }: OrthogonalConfig = {}) {
        super();
        this.#factor = factor;
        this.#mode = mode;
      }

      apply(x: Tensor): Tensor {
        if (x.rank !== 2) {
          const what = `an orthogonal regularizer wants a matrix, and has a weight [${x.shape}]`;
          throw new LockstepError('BAD_INPUT', what, { hint: 'Give it to a dense layer or an embedding' });
        }
        const columns = this.#mode === 'columns';
        return tf.tidy(() => {
          const unit = normalized(x, columns ? 0 : 1);
          const cosines = tf.matMul(unit, unit, columns, !columns);
          const count = cosines.shape[0]!;
          const apart = tf.scalar(1).sub(tf.eye(count));
          const pairs = (count * (count - 1)) / 2;
          return cosines
            .mul<Tensor>(apart)
            .abs()
            .sum()
            .mul((0.5 * this.#factor) / pairs);
        });
      }

      getConfig() {
        return { factor: this.#factor, mode: this.#mode };
      }
    }
    tf.serialization.registerClass(OrthogonalRegularizer);
    const factories = tf.regularizers as unknown as Record<string, unknown>;
    factories.orthogonal = (config?: OrthogonalConfig) => new OrthogonalRegularizer(config);
  });
}
