import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../support/lockstep.ts';
import { cases, judge } from './matrix.ts';
import { runOnce } from './rig.ts';

// The report's program is compiled; what matters here is that its file is written.
vi.mock('../../../coordinator/observe/page.ts', () => ({ page: async () => '<html></html>' }));

test('a disk that refuses ends a run once, by name, and it goes on from there; a spare file is told', async () => {
  const { summary, errors } = await runOnce(temporaryFolder());
  expect(errors).toEqual({});
  const wrong: string[] = [];
  for (const fault of cases(false)) {
    const { name, moment, error, from } = fault;
    const found = await judge(fault, summary!.weightsSha256);
    wrong.push(...found.map((what) => `${name}, ${error} at ${moment} ${from}: ${what}`));
  }
  expect(wrong).toEqual([]);
});
