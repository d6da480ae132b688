/** Small training programs beside the real Keras: compiled, op by op, and shared out to several workers. */
import { describe, test } from 'vitest';
import { runtime } from '../support/engines.ts';
import { hold } from './hold.ts';
import type { Program } from './program.ts';
import { TABLE } from './table/index.ts';

const WAYS = (['compiled', 'eager'] as const).flatMap((mode) =>
  [1, 2, 3].map((workers) => ({ backend: 'tensorflow', mode, workers }) as const),
);

/** Many variants of one arithmetic: compiled on two workers is held here, op by op on one by the quick tests. */
const VARIANTS: readonly string[] = [
  'windows',
  'normalization',
  'dense layers',
  'attention',
  'operations',
  'optimizers',
  'options of losses',
  'metrics',
] satisfies (keyof typeof TABLE)[];

describe.skipIf(!runtime).each(WAYS)('$mode, $workers workers (needs TensorFlow)', (way) => {
  const all = way.mode === 'compiled' && way.workers === 2;
  const programs = Object.entries<readonly Program[]>(TABLE)
    .filter(([about]) => all || !VARIANTS.includes(about))
    .flatMap(([, some]) => some)
    .filter(({ alone, refused }) => way.workers === 1 || !(alone || refused));
  test.each(programs.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    await hold(program, way);
  });
});
