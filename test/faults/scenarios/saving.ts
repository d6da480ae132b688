import { median } from '../../../base/median.ts';
import { writeDigits } from '../../support/digits.ts';
import { Cluster } from '../cluster.ts';
import type { Scenario } from '../scenario.ts';

const JOB = 'mnist-cnn';
const BATCH = 64;
const STEPS = 200;
const EVERY = 10;
/** Steps that compile and warm up. */
const WARM = 20;
const BOUND_MS = 100;

/** What a checkpoint costs the two steps beside it: the state is read after the first, and written in the second. */
export const saving: Scenario = async ({ folder }) => {
  const dataDir = writeDigits(`${folder}/data`, BATCH * STEPS, 100);
  const flags = ['--epochs', '1', '--batch-size', String(BATCH), '--checkpoint-every', String(EVERY)];
  const run = await Cluster.start({ runDir: `${folder}/run`, job: JOB, dataDir, workers: 2, flags });
  try {
    await run.summary();
    const begun = run.of('step').flatMap(({ rank, start }) => (rank === 0 ? [start] : []));
    /** Ms that the steps `step` and `step + 1` take. */
    const two = (step: number) => begun[step + 2]! - begun[step]!;
    const saves = (step: number) => (step + 1) % EVERY === 0;
    const steps = Array.from({ length: begun.length - 2 - WARM }, (_, i) => WARM + i);
    const usual = median(steps.filter((step) => !saves(step) && !saves(step + 1)).map(two));
    const longer = steps.filter(saves).map((step) => two(step) - usual);
    const { bytes } = run.of('checkpoint_saved')[0]!;
    return [
      {
        fault: `none: \`${JOB}\`, 2 workers, \`--checkpoint-every ${EVERY}\``,
        shown: `a checkpoint holds up training by < ${BOUND_MS} ms`,
        result:
          `${(bytes / 1e6).toFixed(1)} MB hold up steps of ${(usual / 2).toFixed(0)} ms by ` +
          `${median(longer).toFixed(0)} ms in the median of ${longer.length}, ${Math.max(...longer).toFixed(0)} ms at most`,
        holds: median(longer) < BOUND_MS,
      },
    ];
  } finally {
    await run.end();
  }
};
