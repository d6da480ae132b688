import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { RunView } from '../../../coordinator/observe/view/run-view.ts';
import { Progress } from '../../../coordinator/run/progress.ts';
import { EventLog } from '../../../coordinator/store/event-log.ts';
import type { RunEvent } from '../../../proto/events.ts';
import type { Cluster } from '../cluster.ts';
import { cluster } from '../runs.ts';
import type { Context, Scenario } from '../scenario.ts';
import { seconds } from '../words.ts';

const STEPS = 5_000_000;
const BOUND_MS = 5_000;
const MAX_GROWTH_MB = 100;
/** Of the segment that is read when the run is taken up: nearly a full one, since that takes longest. */
const LAST_SEGMENT_BYTES = 15 * 1024 ** 2;
const WRITTEN_MS = 10;

/** A coordinator takes up a run that is five million steps old, beside one that has just begun. */
export const longRun: Scenario = async (context) => {
  const steps = context.repetitions(STEPS);
  const run = await cluster(context.folder, { epochs: 1, local: 0 });
  try {
    const [young, youngMb] = await restarted(run);
    run.coordinator.child.kill('SIGKILL');
    await run.coordinator.finished;
    await train(run.options.runDir, steps, context);
    const [old, oldMb] = await restarted(run);
    return [
      {
        fault: `the coordinator is started again after ${steps.toLocaleString('en')} steps of one rank`,
        shown: `leads ≤ ${BOUND_MS / 1000} s later, memory + ${MAX_GROWTH_MB} MB at most`,
        result: `leads after ${seconds(old)} with ${oldMb.toFixed(0)} MB at its peak; where the run has just begun, after ${seconds(young)} with ${youngMb.toFixed(0)} MB`,
        holds: old <= BOUND_MS && oldMb - youngMb <= MAX_GROWTH_MB,
      },
    ];
  } finally {
    await run.end();
  }
};

/** Kills the coordinator and starts another. @returns ms until it leads, and its largest memory by then in MB */
async function restarted(run: Cluster): Promise<[ms: number, mb: number]> {
  run.coordinator.child.kill('SIGKILL');
  await run.coordinator.finished;
  const before = performance.now();
  await run.lead();
  const ms = performance.now() - before;
  const status = readFileSync(`/proc/${run.coordinator.child.pid}/status`, 'utf8');
  return [ms, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024];
}

/** Adds the events of so many steps to a run, as its coordinator would. */
async function train(runDir: string, steps: number, { say }: Context): Promise<void> {
  const folds = { progress: new Progress(), view: new RunView() };
  const log = new EventLog(runDir, 'a', { unwrittenBytes: Number.POSITIVE_INFINITY });
  log.onFailure = (error) => {
    throw error;
  };
  await log.replay(folds);
  const publish = (event: RunEvent) => {
    log.hear(event);
    for (const fold of Object.values(folds)) fold.hear(event);
  };
  const [time, runId] = [Date.now(), 'long'];
  publish({ time, runId, type: 'generation_formed', generation: 1, members: ['a'], nextStep: 0, reason: '' });
  let step = 0;
  const add = (count: number) => {
    for (const until = step + count; step < until; step++) publish(stepEvent(time + 10 * step, runId, step));
  };
  while (step < steps) {
    add(Math.min(1_000, steps - step));
    await nextTurn();
    if (step % 100_000 === 0) say(`${step.toLocaleString('en')} steps`);
  }
  while (statSync(join(runDir, 'events.jsonl')).size < LAST_SEGMENT_BYTES) {
    add(1_000);
    // So that what is looked at is written.
    await delay(WRITTEN_MS);
  }
  await log.close();
}

function stepEvent(time: number, runId: string, step: number): RunEvent {
  const loss = 1 / (1 + step) + Math.sin(step);
  return {
    ...{ time, runId, type: 'step', generation: 1, rank: 0, step, epoch: Math.floor(step / 50_000) },
    ...{ samples: 40, start: time + 0.123, learningRate: 0.001, batchSamples: 40 },
    logs: { loss, accuracy: 0.5 + loss / 10 },
    phases: { data: 0.123456789 + loss, compute: 4.23456789, reduce: 0.345678901, apply: 0.23456789 },
  };
}
