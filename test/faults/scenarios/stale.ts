import { broken, cluster, verdict } from '../runs.ts';
import type { Row, Scenario } from '../scenario.ts';

const EPOCHS = 8;
const CHECKPOINT_EVERY = 20;

/** One that was cut off early comes back when all who went on without it are gone. */
export const stale: Scenario = async ({ folder }): Promise<readonly Row[]> => {
  const flags = ['--checkpoint-every', String(CHECKPOINT_EVERY)];
  const run = await cluster(folder, { epochs: EPOCHS, workers: 2, paceMs: 10, flags });
  try {
    await run.reaches(30);
    run.kill('worker-0', 'SIGSTOP');
    await run.reaches(215);
    run.kill('worker-1', 'SIGKILL');
    await run.worker('worker-1').finished;
    run.kill('worker-0', 'SIGCONT');
    const died = Date.now();
    const { time, nextStep } = await run.sees('generation_formed', (event) => event.time > died);
    const saved = run.of('checkpoint_saved').filter((event) => event.time <= time);
    const newest = Math.max(...saved.map(({ step }) => step));
    const wrong = await broken(run, EPOCHS);
    return [
      {
        fault: `SIGSTOP of a worker, SIGKILL of the other 185 steps on, SIGCONT (\`${flags.join(' ')}\`)`,
        shown: 'goes on at the newest checkpoint',
        result: `newest checkpoint at step ${newest}; the worker that came back went on at step ${nextStep}; ${verdict(wrong)}`,
        holds: wrong.length === 0 && nextStep === newest && newest >= 200,
      },
    ];
  } finally {
    await run.end();
  }
};
