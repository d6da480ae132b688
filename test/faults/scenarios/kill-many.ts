import { launch } from '../../support/process.ts';
import { broken, cluster, digits, verdict } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';
import { seconds } from '../words.ts';

const EPOCHS = 8;
const CHECKPOINT_EVERY = 20;

/** Most of a run, or all of it, dies at once. */
export const killMany: Scenario = async (context) => [
  await threeOfFour(context),
  await allFour(context),
  await everything(context),
];

async function threeOfFour({ folder }: Context): Promise<Row> {
  const run = await cluster(folder, { epochs: EPOCHS, paceMs: 10 });
  try {
    await run.reaches(75);
    const died = Date.now();
    for (const id of ['worker-0', 'worker-1', 'worker-2']) run.kill(id, 'SIGKILL');
    const { time } = await run.sees('step', ({ generation, time }) => generation > 1 && time > died);
    const wrong = await broken(run, EPOCHS);
    const { repeatedSteps, workers } = await run.summary();
    return {
      fault: 'SIGKILL of 3 of 4 workers',
      shown: 'goes on with 1',
      result: `next step after ${seconds(time - died)}, ${repeatedSteps} redone, ends with ${workers} worker; ${verdict(wrong)}`,
      holds: wrong.length === 0 && workers === 1,
    };
  } finally {
    await run.end();
  }
}

async function allFour({ folder }: Context): Promise<Row> {
  const flags = ['--checkpoint-every', String(CHECKPOINT_EVERY)];
  const run = await cluster(folder, { epochs: EPOCHS, paceMs: 10, flags });
  try {
    await run.reaches(75);
    const died = Date.now();
    for (const id of run.members) run.kill(id, 'SIGKILL');
    for (let i = 4; i < 8; i++) run.join(`worker-${i}`);
    const at = await run.sees('generation_formed', ({ time }) => time > died);
    const saved = newestBefore(run.of('checkpoint_saved'), at.time);
    const wrong = await broken(run, EPOCHS);
    return {
      fault: `SIGKILL of all 4 workers, 4 others come (\`--checkpoint-every ${CHECKPOINT_EVERY}\`)`,
      shown: 'resumes at the checkpointed step',
      result: `newest checkpoint at step ${saved}, inside an epoch; went on at step ${at.nextStep}; ${verdict(wrong)}`,
      holds: wrong.length === 0 && at.nextStep === saved,
    };
  } finally {
    await run.end();
  }
}

async function everything({ folder }: Context): Promise<Row> {
  const flags = ['--checkpoint-every', String(CHECKPOINT_EVERY)];
  const run = await cluster(folder, { epochs: EPOCHS, paceMs: 10, flags });
  try {
    await run.reaches(75);
    await run.end();
    await Promise.all([run.coordinator, ...run.workers.values()].map(({ finished }) => finished));
    const died = Date.now();
    const saved = newestBefore(run.of('checkpoint_saved'), died);
    const args = ['train', '--resume', run.options.runDir, '--workers', '4', '--data-dir', digits(folder)];
    run.coordinator = launch(args);
    const wrong = await broken(run, EPOCHS, false);
    const at = run.of('generation_formed').find(({ time }) => time > died)!.nextStep;
    return {
      fault: 'SIGKILL of coordinator and workers, then `lockstep train --resume`',
      shown: 'resumes at the checkpointed step, bit-identical',
      result: `newest checkpoint at step ${saved}; went on at step ${at}; ${verdict(wrong)}`,
      holds: wrong.length === 0 && at === saved,
    };
  } finally {
    await run.end();
  }
}

function newestBefore(saved: readonly { step: number; time: number }[], time: number): number {
  return Math.max(...saved.filter((event) => event.time <= time).map(({ step }) => step));
}
