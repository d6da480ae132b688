import { setTimeout as delay } from 'node:timers/promises';
import { broken, cluster, verdict } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';
import { seconds } from '../words.ts';

const EPOCHS = 8;
const STEP_DEADLINE_MS = 2_000;

/** A worker stops without dying, asks to leave, or comes back. */
export const hang: Scenario = async (context) => [
  await forEver(context),
  await forThreeSeconds(context),
  await leaves(context),
];

async function forEver({ folder }: Context): Promise<Row> {
  // Heartbeats would find it sooner; here the step deadline has to.
  const flags = ['--heartbeat-timeout', '30000', '--step-deadline', String(STEP_DEADLINE_MS)];
  const run = await cluster(folder, { epochs: EPOCHS, paceMs: 10, flags });
  try {
    await run.reaches(75);
    const stopped = Date.now();
    run.kill('worker-2', 'SIGSTOP');
    const lost = await run.sees(
      'worker_lost',
      ({ workerId, time }) => workerId === 'worker-2' && time > stopped,
    );
    const wrong = await broken(run, EPOCHS);
    const took = lost.time - stopped;
    return {
      fault: 'SIGSTOP of a worker for ever (heartbeat timeout 30 s, step deadline 2 s)',
      shown: 'evicted ≤ step deadline + 2 s',
      result: `evicted after ${seconds(took)}; ${verdict(wrong)}`,
      holds: wrong.length === 0 && took <= STEP_DEADLINE_MS + 2_000,
    };
  } finally {
    await run.end();
  }
}

async function forThreeSeconds({ folder }: Context): Promise<Row> {
  const run = await cluster(folder, { epochs: 16, paceMs: 10 });
  try {
    await run.reaches(75);
    run.kill('worker-2', 'SIGSTOP');
    await delay(3_000);
    run.kill('worker-2', 'SIGCONT');
    const awake = Date.now();
    const isBack = (members: readonly string[]) => members.includes('worker-2');
    const back = await run.sees('generation_formed', ({ time, members }) => time > awake && isBack(members));
    const wrong = await broken(run, 16);
    return {
      fault: 'SIGSTOP of a worker for 3 s (heartbeat timeout 1.5 s)',
      shown: 'rejoins',
      result: `a rank again ${seconds(back.time - awake)} after it woke; ${verdict(wrong)}`,
      holds: wrong.length === 0,
    };
  } finally {
    await run.end();
  }
}

async function leaves({ folder }: Context): Promise<Row> {
  const run = await cluster(folder, { epochs: EPOCHS, paceMs: 10 });
  try {
    await run.reaches(75);
    const asked = Date.now();
    run.kill('worker-2', 'SIGTERM');
    const took = (await run.death('worker-2')) - asked;
    const wrong = await broken(run, EPOCHS);
    const { repeatedSteps, recoveries } = await run.summary();
    return {
      fault: 'SIGTERM of a worker',
      shown: 'left ≤ 10 s, 0 steps lost',
      result: `gone after ${seconds(took)}, ${repeatedSteps} steps redone, ${recoveries} recoveries; ${verdict(wrong)}`,
      holds: wrong.length === 0 && took <= 10_000 && repeatedSteps + recoveries === 0,
    };
  } finally {
    await run.end();
  }
}
