/** Small training programs beside the real Keras: compiled, op by op, and shared out to several workers. */
import { describe, test } from 'vitest';
import { runtime } from '../support/engines.ts';
import { hold } from './hold.ts';
import { TABLE } from './table/index.ts';

const WAYS = (['compiled', 'eager'] as const).flatMap((mode) =>
  [1, 2, 3].map((workers) => ({ backend: 'tensorflow', mode, workers }) as const),
);

describe.skipIf(!runtime).each(WAYS)('$mode, $workers workers (needs TensorFlow)', (way) => {
  const programs = Object.values(TABLE)
    .flat()
    .filter(({ alone, refused }) => way.workers === 1 || !(alone || refused));
  test.each(programs.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    await hold(program, way);
  });
});
