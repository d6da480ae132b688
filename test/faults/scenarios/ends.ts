import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { DIST, launch } from '../../support/process.ts';
import { Cluster } from '../cluster.ts';
import { digits, TEST_DEADLINES } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';
import { seconds, worst } from '../words.ts';

const STEP_DEADLINE_MS = 2_000;
const LONGEST_EXIT_MS = 500;
/** A worker whose engine hangs gives it 30 s after its deadline: a busy machine is no hang. */
const LONGEST_HANG_MS = 45_000;

/** The last seconds of a run. */
export const ends: Scenario = async (context) => [await hungAtTheEnd(context), await prompt(context)];

async function hungAtTheEnd({ folder }: Context): Promise<Row> {
  const job = join(dirname(DIST), 'test/faults/hangs-at-end.ts');
  const flags = ['--epochs', '1', '--batch-size', '40', ...TEST_DEADLINES];
  const options = { runDir: join(folder, 'hangs'), job, dataDir: digits(folder), flags };
  const run = await Cluster.start({ ...options, workers: 3, local: 2 });
  try {
    // The last rank has the one block of test samples to predict.
    const hung = run.joinFrom('worker-2', ['env', 'HANG=1'], '127.0.0.1', '127.0.0.1', ['--engine', 'eager']);
    const last = await run.sees('epoch_ended');
    const { steps } = await run.summary();
    const finished = run.of('run_finished')[0]!;
    const { code, stderr } = await hung.finished;
    const [took, ended] = [finished.time - last.time, Date.now() - last.time];
    const named = /the engine has hung/.test(stderr);
    return {
      fault: 'the engine of one of three workers hangs in the prediction at the end (step deadline 2 s)',
      shown: 'the run ends ≤ 10 s; the worker ends by itself and says why',
      result: `complete with ${steps} steps ${seconds(took)} after the last epoch; the worker ended with code ${code} after ${seconds(ended)}`,
      holds: took <= 5 * STEP_DEADLINE_MS && named && ended <= LONGEST_HANG_MS,
    };
  } finally {
    await run.end();
  }
}

/** How long the prompt takes to come back after the last line. */
async function prompt({ folder, repetitions, say }: Context): Promise<Row> {
  const runs = repetitions(20);
  const took: number[] = [];
  let [complete, asked] = [0, 0];
  for (let i = 0; i < runs; i++) {
    const args = ['train', 'mnist-mlp', '--workers', '2', '--epochs', '1', '--data-dir', digits(folder)];
    const { child, finished } = launch([...args, '--run-dir', join(folder, `prompt-${i}`)]);
    let lastLine = 0;
    child.stdout!.on('data', () => {
      lastLine = performance.now();
    });
    await once(child, 'exit');
    took.push(performance.now() - lastLine);
    if ((await finished).code === 0) complete++;
    if (took.at(-1)! > LONGEST_EXIT_MS) asked++;
    say(`from the last line to the prompt: ${i + 1}/${runs}`);
  }
  return {
    fault: `none: \`lockstep train\`, 2 workers, ${runs} times`,
    shown: 'from the last line to the prompt ≤ 0.5 s',
    result: `${complete - asked} of ${runs}: ${worst(took)}`,
    holds: complete === runs && asked === 0,
  };
}
