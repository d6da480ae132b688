import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../cluster.ts';
import { cluster } from '../runs.ts';
import type { Row, Scenario } from '../scenario.ts';

/** `stop` comes while the generation changes, since a worker joins. */
export const orders: Scenario = async ({ folder, repetitions, say }): Promise<readonly Row[]> => {
  const times = repetitions(50);
  const lost: string[] = [];
  for (let i = 0; i < times; i++) {
    const run = await cluster(folder, { epochs: 400, workers: 2, paceMs: 5 });
    try {
      await run.reaches(30);
      run.join('worker-2');
      await run.sees('generation_broken');
      const step = run.step;
      const { ok, message } = await run.tell({ command: 'stop' });
      const trouble = ok ? await missing(run, step) : message;
      if (trouble) lost.push(trouble);
    } finally {
      await run.end();
    }
    say(`stopped while a worker joined: ${i + 1}/${times}, ${lost.length} lost`);
  }
  const kept = times - lost.length;
  return [
    {
      fault: `\`stop\` and a joining worker at once, ${times} times`,
      shown: 'the run keeps its work',
      result: `${kept} of ${times} ended with their model and a checkpoint of their last step${lost[0] ? `; **${lost[0]}**` : ''}`,
      holds: kept === times,
    },
  ];
};

/** What a run that was stopped after `step` has not kept, if anything. */
async function missing(run: Cluster, step: number): Promise<string | undefined> {
  const { code, stdout, stderr } = await run.coordinator.finished;
  if (code !== 0) return `ended with ${code}: ${(stdout + stderr).trim().split('\n').at(-1)}`;
  const { steps } = await run.summary();
  if (steps <= step) return `${steps} steps are left of ${step + 1}`;
  const files = [
    'model/model.json',
    'checkpoints/final.safetensors',
    `checkpoints/step-${steps}.safetensors`,
  ];
  const absent = files.find((file) => !existsSync(join(run.options.runDir, file)));
  return absent && `${absent} is missing`;
}
