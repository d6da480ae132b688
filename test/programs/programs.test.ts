/** Small training programs beside the real Keras: on the backend in JavaScript, which needs no set-up. */
import { describe, test } from 'vitest';
import { hold } from './hold.ts';
import type { Program } from './program.ts';
import { TABLE, turnOf } from './table/index.ts';

describe.each(Object.entries<readonly Program[]>(TABLE))('%s', (_, all) => {
  const programs = all.filter((program) => (turnOf(program, 3) ?? 0) === 0);
  test.each(programs.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    await hold(program, { backend: 'cpu', mode: 'eager', workers: 1 });
  });
});
