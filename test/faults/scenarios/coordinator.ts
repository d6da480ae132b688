import { setTimeout as delay } from 'node:timers/promises';
import { broken, cluster, verdict } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';
import { seconds } from '../words.ts';

const BOUND_MS = 3_000;

/** SIGKILL of the coordinator; another one takes over after a while. */
export const coordinatorDies: Scenario = async (context) => [
  await comesBackAfter(1_000, 12, context),
  await comesBackAfter(30_000, 50, context),
  await heldUp(context),
];

async function comesBackAfter(ms: number, epochs: number, { folder, say }: Context): Promise<Row> {
  const run = await cluster(folder, { epochs, paceMs: 20 });
  try {
    await run.reaches(60);
    run.coordinator.child.kill('SIGKILL');
    await run.coordinator.finished;
    const before = run.step;
    say(`no coordinator for ${ms / 1000} s`);
    await delay(ms);
    await run.lead();
    const back = Date.now();
    const joined = () => run.of('worker_joined').filter(({ time }) => time > back - 1_000).length;
    while (joined() < 4) await delay(20);
    const attached = Date.now() - back;
    const { step } = await run.stepAfter(back);
    say(`attached again after ${seconds(attached)}`);
    const wrong = await broken(run, epochs);
    const generations = run.of('generation_formed').length;
    const stepping = step > before && generations === 1;
    return {
      fault: `SIGKILL of the coordinator, another after ${ms / 1000} s`,
      shown: 'workers never stop stepping; attached again ≤ 3 s',
      result: `${step - before} steps meanwhile, ${generations} generation in all; attached after ${seconds(attached)}; ${verdict(wrong)}`,
      holds: wrong.length === 0 && stepping && attached <= BOUND_MS,
    };
  } finally {
    run.end();
  }
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
    run.end();
  }
}
