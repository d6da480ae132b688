import { setTimeout as delay } from 'node:timers/promises';
import { broken, cluster, verdict } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';
import { seconds } from '../words.ts';

const BOUND_MS = 3_000;
/** With records fetched ahead only, ranks may leave a generation, and come back to it. */
const MOST_GENERATIONS = 4;
const STREAM = ['--data-mode', 'stream'];

/** SIGKILL of the coordinator; another one takes over after a while. */
export const coordinatorDies: Scenario = async (context) => [
  await comesBackAfter(1_000, 12, context),
  await comesBackAfter(30_000, 50, context),
  await comesBackAfter(10_000, 20, context, STREAM),
  await heldUp(context),
];

async function comesBackAfter(
  ms: number,
  epochs: number,
  { folder, say }: Context,
  flags: readonly string[] = [],
): Promise<Row> {
  const run = await cluster(folder, { epochs, paceMs: 20, flags });
  try {
    await run.reaches(60);
    run.coordinator.child.kill('SIGKILL');
    await run.coordinator.finished;
    const died = Date.now();
    say(`no coordinator for ${ms / 1000} s`);
    await delay(ms);
    await run.lead();
    const back = Date.now();
    await Promise.all(
      run.members.map((id) =>
        run.sees('worker_joined', (event) => event.workerId === id && event.time > died),
      ),
    );
    const attached = Date.now() - back;
    await run.sees('step', ({ start }) => start > back);
    say(`attached again after ${seconds(attached)}`);
    const wrong = await broken(run, epochs, false);
    // Only now, since a rank may tell of its steps later than another one.
    const meanwhile = run.of('step').filter(({ rank, start }) => rank === 0 && start > died && start < back);
    const pause = longestPause(meanwhile, died, back);
    const generations = run.of('generation_formed').length;
    const result = `${meanwhile.length} steps meanwhile, never more than ${seconds(pause)} apart, ${generations} generation${generations > 1 ? 's' : ''} in all; attached after ${seconds(attached)}; ${verdict(wrong)}`;
    const fault = `SIGKILL of the coordinator, another after ${ms / 1000} s`;
    const whole = wrong.length === 0 && attached <= BOUND_MS;
    if (flags === STREAM) {
      return {
        fault: `${fault} (\`${STREAM.join(' ')}\`)`,
        shown: `steps as far as records were fetched, then on at the same step; ≤ ${MOST_GENERATIONS} generations; attached again ≤ 3 s`,
        result,
        holds: whole && meanwhile.length > 0 && generations <= MOST_GENERATIONS,
      };
    }
    return {
      fault,
      shown: 'workers never stop stepping; attached again ≤ 3 s',
      result,
      holds: whole && pause < 1_000 && generations === 1,
    };
  } finally {
    await run.end();
  }
}

/** Between two steps that began from `from` to `to`, in ms. */
function longestPause(steps: readonly { start: number }[], from: number, to: number): number {
  const starts = [from, ...steps.map(({ start }) => start), to];
  return Math.max(...starts.slice(1).map((start, i) => start - starts[i]!));
}

/** A coordinator whose machine sleeps must not take its workers for dead when it wakes. */
async function heldUp({ folder, say }: Context): Promise<Row> {
  const epochs = 12;
  const run = await cluster(folder, { epochs, paceMs: 20 });
  try {
    await run.reaches(60);
    run.coordinator.child.kill('SIGSTOP');
    say('the coordinator sleeps for 5 s');
    await delay(5_000);
    run.coordinator.child.kill('SIGCONT');
    const wrong = await broken(run, epochs);
    const generations = run.of('generation_formed').length;
    return {
      fault: 'SIGSTOP of the coordinator for 5 s, thrice the heartbeat timeout',
      shown: 'nobody is evicted',
      result: `${generations} generation in all; ${verdict(wrong)}`,
      holds: wrong.length === 0 && generations === 1,
    };
  } finally {
    await run.end();
  }
}
