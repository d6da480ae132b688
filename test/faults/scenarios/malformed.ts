import { setImmediate as nextTurn } from 'node:timers/promises';
import { LockstepError } from '../../../base/errors.ts';
import { mutate, seeded } from '../hostile/mutate.ts';
import { targets } from '../hostile/targets.ts';
import type { Scenario } from '../scenario.ts';

const INPUTS = 100_000;
const MAX_GROWTH_MB = 50;
/** Inputs after which code is compiled and caches are full: memory is compared with then. */
const WARM_UP = 2_000;
/** Longest that one input may keep the program busy, in ms of processor time: what else the machine does is no matter. */
const LONGEST_MS = 2_000;

/** Damaged bytes for everything that takes bytes: each is taken, or refused with a code of ours. */
export const malformed: Scenario = async ({ repetitions, say }) => {
  const all = await targets();
  const inputs = repetitions(INPUTS);
  const random = seeded(7);
  const wrong: string[] = [];
  let [refused, longest, resident] = [0, 0, 0];
  for (let i = 0; i < inputs; i++) {
    const target = all[i % all.length]!;
    const sound = target.sound[random(target.sound.length)]!;
    const bytes = mutate(sound, random);
    const before = process.cpuUsage();
    try {
      await target.take(bytes);
    } catch (error) {
      refused++;
      if (!(error instanceof LockstepError) && !target.foreignErrors) {
        wrong.push(`${target.name} ${bytes.toString('hex').slice(0, 400)}: ${error}`);
      }
    }
    const { user, system } = process.cpuUsage(before);
    longest = Math.max(longest, (user + system) / 1_000);
    if (i === Math.min(WARM_UP, inputs >> 1)) resident = process.memoryUsage.rss();
    if (i % 100 === 0) {
      say(`${i} of ${inputs}`);
      // As between the messages of a connection: handles of zlib are closed in a turn of their own.
      await nextTurn();
    }
  }
  const grown = (process.memoryUsage.rss() - resident) / 2 ** 20;
  const [first] = wrong;
  return [
    {
      fault: `${inputs.toLocaleString('en')} malformed frames, messages and files (${all.length} kinds)`,
      shown: `no crash, RSS growth < ${MAX_GROWTH_MB} MB, a clear code`,
      result: first
        ? `${wrong.length} without a code of ours: ${first}`
        : `no crash; ${refused.toLocaleString('en')} refused by code, the others were sound enough; ` +
          `RSS ${grown >= 0 ? '+' : ''}${grown.toFixed(0)} MB`,
      holds: wrong.length === 0 && grown < MAX_GROWTH_MB && longest < LONGEST_MS,
    },
  ];
};
