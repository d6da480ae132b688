import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/lockstep.ts';
import { bitFlips } from '../scenarios/bit-flips.ts';
import { malformed } from '../scenarios/malformed.ts';
import { strangers } from '../scenarios/strangers.ts';

/** The scenarios of the fault table, shorter; they read memory where Linux shows it. */
test.skipIf(process.platform !== 'linux').each([
  ['malformed bytes', malformed, 5],
  ['bit flips', bitFlips, 40],
  ['strangers', strangers, 20],
])('%s do no harm (needs Linux)', async (_, scenario, part) => {
  const repetitions = (full: number) => Math.ceil(full / part);
  for (const { fault, result, holds } of await scenario({
    folder: temporaryFolder(),
    repetitions,
    say: () => {},
  })) {
    expect(holds, `${fault}: ${result}`).toBe(true);
  }
});
