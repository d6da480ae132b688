import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { removeFolder } from '../support/folders.ts';
import { readEvents, readJson } from '../support/lockstep.ts';
import { DIST, launch } from '../support/process.ts';
import { countedWrong } from './exactly-once.ts';
import type { Phase } from './fail-at.ts';
import { cluster, digits, PATIENT, STEPS_PER_EPOCH } from './runs.ts';

const EPOCHS = 2;

const folder = mkdtempSync(join(tmpdir(), 'lockstep-faults-'));

const jobOf = (name: string) => join(dirname(DIST), `test/faults/${name}.ts`);

/** The run of a job that nobody disturbs, by one worker. */
async function alone(name: string): Promise<string> {
  const runDir = join(folder, `${name}-alone`);
  if (existsSync(runDir)) return runDir;
  const args = ['train', jobOf(name), '--workers', '1', '--run-dir', runDir, '--epochs', String(EPOCHS)];
  const { code, stderr } = await launch([...args, '--data-dir', digits(folder)]).finished;
  expect(code, stderr).toBe(0);
  return runDir;
}

afterAll(() => removeFolder(folder));

/** Loss of every step, from the last generation that did it. */
function losses(runDir: string): number[] {
  const steps = readEvents(runDir).filter(({ type, rank }) => type === 'step' && rank === 0);
  return [...new Map(steps.map(({ step, logs }) => [step, logs.loss])).values()];
}

// The first sum of a normalized step is in the middle of its forward pass, that of a sliced one beside its backward pass,
// or in the thread of the engine where ranks share memory; and most of the gradient of `pixel-words` is zeros, which its
// messages leave out.
test.each<[string, string, Phase]>([
  ['normalized', 'tcp', 'mid all-reduce'],
  ['normalized', 'auto', 'before send'],
  ['sliced', 'tcp', 'mid all-reduce'],
  ['sliced', 'auto', 'mid all-reduce'],
  ['sliced', 'auto', 'after reduce'],
  ['pixel-words', 'tcp', 'mid all-reduce'],
])(
  '%s, over %s: a rank dies %s within a step, which is redone, and nothing changes but rounding',
  async (name, transport, phase) => {
    const undisturbed = await alone(name);
    const flags = ['--transport', transport, ...PATIENT];
    const options = { epochs: EPOCHS, reproducible: false, job: jobOf(name), workers: 3, paceMs: 40, flags };
    const cut = await cluster(folder, options);
    try {
      await cut.reaches(5);
      const victim = cut.members[1]!;
      cut.arm(victim, { step: cut.step + 5, phase });
      const died = await cut.death(victim);
      await cut.sees('recovered', ({ time }) => time >= died - 100);
      const expected = { steps: EPOCHS * STEPS_PER_EPOCH, recoveries: 1, workers: 2 };
      expect(await cut.summary()).toMatchObject(expected);
    } finally {
      await cut.end();
    }
    const sampling = { seed: 1, samples: 40 * STEPS_PER_EPOCH, batchSize: 40, epochs: EPOCHS, allTold: true };
    expect(countedWrong(cut.events(), sampling)).toEqual([]);
    const [ours, theirs] = [losses(cut.options.runDir), losses(undisturbed)];
    expect(ours).toHaveLength(theirs.length);
    for (const [step, loss] of theirs.entries()) expect(Math.abs(ours[step]! / loss - 1)).toBeLessThan(1e-4);
    const end = (runDir: string) => readJson(runDir, 'history.json').history.val_loss.at(-1);
    expect(Math.abs(end(cut.options.runDir) / end(undisturbed) - 1)).toBeLessThan(1e-4);
  },
);
