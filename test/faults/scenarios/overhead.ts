import { median } from '../../../base/median.ts';
import { timeRanks } from '../../../cli/bench/ranks.ts';
import { writeDigits } from '../../support/digits.ts';
import { Cluster } from '../cluster.ts';
import type { Scenario } from '../scenario.ts';

const JOB = 'mnist-cnn';
const BATCH = 128;
const WORKERS = 2;
const STEPS = 100;
/** Steps that compile and warm up. */
const WARM = 20;
const BOUND = 0.03;

/** The same steps without a coordinator, and in a run with everything that fault tolerance needs. */
export const overhead: Scenario = async ({ folder, repetitions, say }) => {
  const data = writeDigits(`${folder}/data`, BATCH * (WARM + STEPS), 100);
  const rounds = repetitions(5);
  const times = { bare: [] as number[], whole: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.bare.push(await bare());
    times.whole.push(await whole(data, `${folder}/run-${round}`));
    say(`round ${round + 1}/${rounds}`);
  }
  const [without, within] = [median(times.bare), median(times.whole)];
  const cost = within / without - 1;
  return [
    {
      fault: `none: \`${JOB}\`, ${WORKERS} workers, ${STEPS} steps, ${rounds} rounds taking turns`,
      shown: 'fault tolerance costs < 3 % of throughput',
      result: `${without.toFixed(1)} ms a step in a bare loop, ${within.toFixed(1)} ms in a run: ${(100 * cost).toFixed(1)} %`,
      holds: cost < BOUND,
    },
  ];
};

/** Mean ms a step. */
async function bare(): Promise<number> {
  const task = { what: JOB, size: BATCH, steps: STEPS, world: WORKERS, transport: 'auto' } as const;
  const rest = { host: '127.0.0.1', reproducible: false };
  const { seconds } = await timeRanks({ ...task, ...rest }, new AbortController().signal);
  return (1000 * seconds.reduce((sum, value) => sum + value, 0)) / seconds.length;
}

/** Mean ms a step. Reports come up to 100 ms late, at both ends alike. */
async function whole(dataDir: string, runDir: string): Promise<number> {
  const flags = ['--epochs', '1', '--batch-size', String(BATCH)];
  const run = await Cluster.start({ runDir, job: JOB, dataDir, workers: WORKERS, flags });
  try {
    await run.summary();
    const steps = run.of('step').filter(({ rank }) => rank === 0);
    return (steps.at(-1)!.time - steps[WARM]!.time) / (steps.length - 1 - WARM);
  } finally {
    await run.end();
  }
}
