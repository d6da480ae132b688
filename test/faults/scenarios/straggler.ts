import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../../../base/median.ts';
import type { Cluster } from '../cluster.ts';
import { cluster } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';

const BOUND_STEPS = 20;
/** Of the throttled worker, in ms. */
const [RUNS_MS, RESTS_MS] = [8, 40];

export const straggler: Scenario = async (context) => [await clean(context), await throttled(context)];

async function clean({ folder }: Context): Promise<Row> {
  const run = await cluster(folder, { epochs: 10 });
  try {
    await run.summary();
    const flags = run.of('straggler');
    const { length } = run.of('step').filter(({ rank }) => rank === 0);
    return {
      fault: `none, ${length} clean steps`,
      shown: 'no straggler is flagged',
      result: `${flags.length} flagged`,
      holds: flags.length === 0,
    };
  } finally {
    await run.end();
  }
}

/** A process limited as `cpulimit` does: stopped and let go on in turn. */
async function throttled({ folder }: Context): Promise<Row> {
  const run = await cluster(folder, { epochs: 10 });
  const over = new AbortController();
  try {
    await run.reaches(100);
    const limited = throttle(run, 'worker-2', over.signal);
    const since = Date.now();
    const flag = await run.sees('straggler', ({ time, straggling }) => straggling && time > since);
    over.abort();
    await limited;
    const first = firstSlowStep(run, flag.rank, since);
    const steps = flag.step - first + 1;
    await run.summary();
    return {
      fault: `a worker limited to ${Math.round((100 * RUNS_MS) / (RUNS_MS + RESTS_MS))} % of a core`,
      shown: 'flagged within 20 steps',
      result: `${flag.workerId} flagged ${steps} steps after its first slow one, at ${flag.score.toFixed(1)} times the median`,
      holds: flag.workerId === 'worker-2' && steps <= BOUND_STEPS,
    };
  } finally {
    over.abort();
    await run.end();
  }
}

async function throttle(run: Cluster, id: string, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    run.kill(id, 'SIGSTOP');
    await delay(RESTS_MS);
    run.kill(id, 'SIGCONT');
    await delay(RUNS_MS);
  }
}

/**
 * The first step whose work a rest fell into: one that falls into the all-reduce makes all ranks wait alike. Reports
 * come some time after their step, so the time of the event does not tell.
 */
function firstSlowStep(run: Cluster, rank: number, since: number): number {
  const steps = run.of('step').filter((event) => event.rank === rank);
  const ms = ({ phases }: (typeof steps)[number]) => phases.data + phases.apply + phases.compute;
  const usual = median(steps.filter(({ time }) => time < since).map(ms));
  return steps.find((event) => event.time >= since && ms(event) > usual + RESTS_MS / 2)!.step;
}
