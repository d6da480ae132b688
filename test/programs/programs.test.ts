/** Small training programs beside the real Keras: on the backend in JavaScript, which needs no set-up. */
import { describe, test } from 'vitest';
import { hold } from './hold.ts';
import { TABLE } from './table/index.ts';

describe.each(Object.entries(TABLE))('%s', (_, programs) => {
  test.each(programs.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    await hold(program, { backend: 'cpu', mode: 'eager', workers: 1 });
  });
});
