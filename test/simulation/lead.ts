import { createHash } from 'node:crypto';
import { steadyClock } from '../../base/clock.ts';
import type { LockstepError } from '../../base/errors.ts';
import { EventBus } from '../../coordinator/events/bus.ts';
import { inherit } from '../../coordinator/inherit.ts';
import { Coordinator } from '../../coordinator/run/coordinator.ts';
import { RunLog } from '../../coordinator/run/run-log.ts';
import { Journal } from '../../coordinator/store/journal.ts';
import type { Cluster, LivingCoordinator } from './cluster.ts';
import { serveControl } from './control.ts';
import { BATCH_SIZE, NUMBERS, numbers } from './feed.ts';
import type { Scenario } from './schedule.ts';
import { HEARTBEAT_MS, STEP_DEADLINE_MS } from './settings.ts';
import { DISK_FAILS } from './storage.ts';

const JOB_SOURCE = 'simulated';
const TICK_MS = 50;
/** So that a run's journal has several files. */
const JOURNAL_BYTES = 500;
const STOPPED = 'a command';
const NOBODY_TRAINED = 'while nobody trained';

/**
 * What a coordinator's process does, until the run is over or it retires.
 * @param resume what becomes of the run that the disk holds
 */
export async function lead(
  cluster: Cluster,
  living: LivingCoordinator,
  resume: 'alive' | 'dead',
): Promise<void> {
  const { scenario } = cluster;
  const { process } = living;
  const now = steadyClock;
  const directory = cluster.disk.directory(scenario.storeMs);
  const journal = new Journal(cluster.disk.journalFiles(), JOURNAL_BYTES);
  living.term = journal.term;
  cluster.invariants.newestTerm = Math.max(cluster.invariants.newestTerm, journal.term);
  const bus = new EventBus('simulated', now);
  living.trained = resume === 'alive' && (journal.before?.generation.number ?? 0) > 0;
  bus.subscribe((event) => {
    living.trained ||= event.type === 'generation_formed';
    directory.events.hear(event);
    if (event.type !== 'step') cluster.note(process.name, describe(event));
    cluster.invariants.heard(event, journal.term);
    if (event.type === 'worker_held_back') cluster.holdBack(event.workerId, event.reason);
  });
  const log = new RunLog(bus, directory, [], now);
  await directory.events.replay({ progress: log.progress });
  const { membership: inherited } = journal.before
    ? await inherit(journal.before, log, directory, cluster.options, resume === 'alive', now)
    : { membership: undefined };
  const dataset = numbers();
  const config = runConfig(scenario);
  const learned = { ...NUMBERS, raw: { kind: 'arrays' } } as const;
  const parts = {
    config,
    options: cluster.options,
    dataset,
    learned,
    directory,
    log,
    journal,
    inherited,
    bus,
    now,
  };
  const coordinator = new Coordinator(parts);
  living.coordinator = coordinator;
  const stop = serveControl(cluster.network, process, coordinator);
  coordinator.begin();
  const ticks = setInterval(() => coordinator.tick(), TICK_MS);
  coordinator.done.then(
    (summary) => {
      cluster.note(process.name, `the run is finished after ${summary.steps} steps`);
      if (journal.term < cluster.invariants.newestTerm)
        cluster.invariants.violated(`${process.name}, of an older term, has finished the run`);
      clearInterval(ticks);
      const whole = summary.stopped !== STOPPED || summary.epochs >= scenario.epochs;
      if (whole) cluster.summary ??= summary;
      else cluster.goOnAfter(process, summary.steps);
    },
    (error: LockstepError) => {
      clearInterval(ticks);
      stop();
      const replaced = error.code === 'ABORTED' && journal.term < cluster.invariants.newestTerm;
      cluster.note(process.name, `retires: ${error.message}`);
      if (replaced) return;
      const nobodyTrained = error.message.includes(NOBODY_TRAINED);
      if (nobodyTrained && living.trained) {
        cluster.invariants.violated(`${process.name} loses what was trained: ${error.message}`);
      } else if (error.message.includes(DISK_FAILS) || nobodyTrained) {
        cluster.endings.add(error.describe());
        cluster.goOnAfter(process, 0);
      } else {
        cluster.invariants.violated(`${process.name} gives the run up: ${error.code} ${error.message}`);
      }
    },
  );
}

function runConfig(scenario: Scenario) {
  const { train, validation, test } = numbers();
  return {
    runId: 'simulated',
    jobName: 'simulated',
    jobSha256: createHash('sha256').update(JOB_SOURCE).digest('hex'),
    batchSize: BATCH_SIZE,
    epochs: scenario.epochs,
    seed: scenario.dataSeed,
    heartbeatMs: HEARTBEAT_MS,
    stepDeadlineMs: STEP_DEADLINE_MS,
    dataMode: scenario.stream ? 'stream' : 'replicate',
    dataset: { name: 'numbers', train: train.info, validation: validation!.info, test: test.info },
  };
}

function describe(event: object): string {
  const { time: _, runId: __, type, ...rest } = event as { time: number; runId: string; type: string };
  return `${type} ${JSON.stringify(rest)}`;
}
