import type { Batch, DataSource } from '../../api/data.ts';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Picture } from '../engine.ts';
import { NO_STEP, type RandomDraws } from '../tfjs/draws.ts';
import { type AnalysedProgram, toTensors } from './analysis.ts';
import { located } from './located.ts';

/**
 * What the job's function `pictures` makes of a batch.
 * @throws LockstepError BAD_INPUT where that is not [count, height, width]
 */
export function picturesOf(
  tf: TF,
  pictures: NonNullable<AnalysedProgram['pictures']>,
  data: DataSource,
  batch: Batch,
  draws: RandomDraws,
): Picture[] {
  const result: Picture[] = [];
  tf.tidy(() => {
    const tensors = toTensors(tf, data, batch);
    const draw = () => draws.within(NO_STEP, batch.size, [], () => pictures(tensors));
    const made = located(tf, 'the job’s function pictures', draw);
    for (const [name, tensor] of Object.entries(made)) {
      if (tensor.rank !== 3) {
        throw new LockstepError('BAD_INPUT', `pictures ${name} have shape [${tensor.shape}]`, {
          hint: 'Return [count, height, width]',
        });
      }
      result.push({ name, shape: tensor.shape, values: tensor.dataSync<'float32'>().slice() });
    }
  });
  return result;
}
