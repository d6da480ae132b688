/** Small training programs beside the real Keras: compiled, op by op, and shared out to several workers. */
import { describe, test } from 'vitest';
import { runtime } from '../support/engines.ts';
import { hold } from './hold.ts';
import type { Program } from './program.ts';
import type { Way } from './run.ts';
import { TABLE, turnOf } from './table/index.ts';

const WAYS: readonly Way[] = (['compiled', 'eager'] as const).flatMap((mode) =>
  [1, 2, 3].map((workers) => ({ backend: 'tensorflow', mode, workers }) as const),
);
const all: readonly Program[] = Object.values(TABLE).flat();

describe.skipIf(!runtime).each(WAYS)('$mode, $workers workers (needs TensorFlow)', (way) => {
  const programs = all.filter((program) => {
    // Those that go with one worker alone have two ways.
    const ways = program.alone || program.refused ? WAYS.filter(({ workers }) => workers === 1) : WAYS;
    const turn = turnOf(program, ways.length);
    return turn === undefined ? ways.includes(way) : ways[turn] === way;
  });
  test.each(programs.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    await hold(program, way);
  });
});

describe('in JavaScript', () => {
  // The others are in programs.test.ts.
  const programs = all.filter((program) => (turnOf(program, 3) ?? 0) > 0);
  test.each(programs.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    await hold(program, { backend: 'cpu', mode: 'eager', workers: 1 });
  });
});
