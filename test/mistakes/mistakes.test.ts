/** What a new user gets wrong: which code it ends with, what it names, and what it says to do. */
import { describe, expect, test } from 'vitest';
import { asLockstepError } from '../../base/errors.ts';
import { rehearse } from '../support/rehearse.ts';
import { DATA } from './data.ts';
import { FILES } from './files.ts';
import { FITS } from './fits.ts';
import { SOUND } from './sound.ts';
import { LATER, TRAINING } from './training.ts';
import { NAMES, WORDS } from './words.ts';

async function failure(source: string) {
  const reason = await rehearse(source).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(reason, 'it is not refused').toBeDefined();
  // As the command line does.
  return asLockstepError(reason, 'INTERNAL');
}

describe('each mistake ends with its code, its culprit and what to do', () => {
  test('the job that they are made in is sound', async () => {
    const { epochs } = await rehearse(`${SOUND} export default defineJob(sound);`);
    expect(epochs[0]!.loss).toBeCloseTo(7.5, 6);
  });

  test.each([...WORDS, ...NAMES, ...DATA, ...FITS, ...TRAINING])('%s', async (fields, code, words) => {
    const error = await failure(`${SOUND} export default defineJob({ ...sound, ${fields} });`);
    expect(error.describe()).toMatch(words);
    expect(error.code).toBe(code);
  });

  test.each(LATER)('%s, in a later step', async (_, fields, words) => {
    const error = await failure(`${SOUND} export default defineJob({ ...sound, batchSize: 3, ${fields} });`);
    expect(error.describe()).toMatch(words);
    expect(error.code).toBe('BAD_INPUT');
  });

  test.each(FILES)('%s', async (_, file, code, words) => {
    const error = await failure(file);
    expect(error.describe()).toMatch(words);
    expect(error.code).toBe(code);
  });
});
