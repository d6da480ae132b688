import type { Row, Scenario } from '../scenario.ts';
import { cases, judge } from '../storage/matrix.ts';
import { runOnce } from '../storage/rig.ts';

/** Every file of a run, at every moment of its writing, on a disk that refuses in every way. */
export const storage: Scenario = async ({ folder, repetitions, say }) => {
  const { summary } = await runOnce(folder);
  const all = cases(true);
  const chosen = all.slice(0, repetitions(all.length));
  const wrong: string[] = [];
  for (const [i, fault] of chosen.entries()) {
    const found = await judge(fault, summary!.weightsSha256);
    wrong.push(...found.map((what) => `${fault.name}, ${fault.error} at ${fault.moment}: ${what}`));
    say(`${i + 1}/${chosen.length}, ${wrong.length} wrong`);
  }
  const row: Row = {
    fault:
      'EIO, EACCES, ENOTDIR, ENOSPC, EROFS, EDQUOT of each file a run writes (open, write, sync, rename; start, middle, end)',
    shown:
      'what the run needs fails it once, by name, and `--resume` goes on from there; a spare file is told',
    result:
      wrong.length === 0
        ? `${chosen.length} of ${chosen.length} cases`
        : `**${wrong.slice(0, 3).join('; ')}**`,
    holds: wrong.length === 0,
  };
  return [row];
};
