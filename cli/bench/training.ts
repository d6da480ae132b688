/** A whole training of ours, timed from outside: from the shell to the prompt. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { steadyClock } from '../../base/clock.ts';
import { LockstepError } from '../../base/errors.ts';
import { median } from '../../base/median.ts';
import type { Phase } from '../../base/phases.ts';
import type { RunEvent, StepSummary } from '../../proto/events.ts';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** In ms since the command was given. */
export interface Training {
  /** By process, `coordinator` first. */
  readonly phases: ReadonlyMap<string, readonly Phase[]>;
  readonly firstStep: number;
  /** From one step's start to the next one's, within an epoch: the median, on rank 0. */
  readonly step: number;
  readonly lastLine: number;
  readonly prompt: number;
}

/** @throws LockstepError ENGINE with what the command said, where it failed */
export async function timeTraining(args: readonly string[], signal: AbortSignal): Promise<Training> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  const runDir = join(folder, 'run');
  try {
    const began = steadyClock();
    const child = spawn(process.execPath, [MAIN, 'train', ...args, '--run-dir', runDir], {
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let lastLine = 0;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        lastLine = steadyClock() - began;
        said = `${said}${text}`.slice(-2_000);
      });
    }
    const [code] = await once(child, 'close');
    const prompt = steadyClock() - began;
    if (code !== 0)
      throw new LockstepError('ENGINE', `lockstep train ${args.join(' ')} fails: ${said.trim()}`);
    const lines = (await readFile(join(runDir, 'events.jsonl'), 'utf8')).trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as RunEvent);
    return { ...startOf(events, began), step: stepOf(events), lastLine, prompt };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The median time from one step's start to the next one's of the same epoch, on rank 0, in ms. */
export function stepOf(events: readonly RunEvent[]): number {
  const steps = events.filter((event) => event.type === 'step' && event.rank === 0) as StepSummary[];
  const times = steps.slice(1).flatMap(({ epoch, start }, i) => {
    return epoch === steps[i]!.epoch ? [start - steps[i]!.start] : [];
  });
  return median(times);
}

function startOf(events: readonly RunEvent[], began: number): Pick<Training, 'phases' | 'firstStep'> {
  const phases = new Map<string, readonly Phase[]>();
  let firstStep = 0;
  for (const event of events) {
    const since = (some: readonly Phase[] = []) => some.map((one) => ({ ...one, start: one.start - began }));
    if (event.type === 'run_started') phases.set('coordinator', since(event.phases));
    if (event.type === 'worker_ready') phases.set(event.workerId, since(event.phases));
    if (event.type !== 'step' || event.step > 0) continue;
    const ms = Object.values(event.phases).reduce((sum, one) => sum + one, 0);
    firstStep = Math.max(firstStep, event.start + ms - began);
  }
  return { phases, firstStep };
}
