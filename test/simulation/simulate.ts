/** Runs a scenario to its end and says what came of it. */
import { createHash } from 'node:crypto';
import { befall } from './befall.ts';
import { Cluster } from './cluster.ts';
import { expectFinish, historyOf } from './finish.ts';
import type { Reference } from './invariants.ts';
import { type Fault, hasRates, type Scenario } from './schedule.ts';

export interface Outcome {
  readonly scenario: Scenario;
  /** The first thing that did not hold, if anything. */
  readonly violation: string | undefined;
  readonly log: readonly string[];
  readonly logSha256: string;
  readonly events: number;
  readonly virtualMs: number;
  readonly generations: number;
  readonly recoveries: number;
  /** Of the first worker's ports, by port and method. */
  readonly calls: ReadonlyMap<string, number>;
  /** Files of the run directory. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Virtual time in which a run has to finish once nothing disturbs it any more. */
const CALM_MS = 60_000;
/** In which the workers have to end after that. */
const END_MS = 15_000;
/** A call that hangs is given up late: a busy machine is no hang. */
const HANG_MS = 240_000;
const MOST_EVENTS = 200_000;
/** Between two orders that end a pause: a coordinator may die over one. */
const RESUME_MS = 1_000;
const isPause = (fault: Fault) => fault.kind === 'order' && fault.command === 'pause';

export async function simulate(scenario: Scenario): Promise<Outcome> {
  const reference = await referenceOf(scenario);
  const { outcome } = await run(scenario, reference);
  return outcome;
}

/** A scenario that fails with as few faults as may be, the first of those found. */
export async function shrink(failing: Outcome): Promise<Outcome> {
  for (const [i] of failing.scenario.faults.entries()) {
    const faults = failing.scenario.faults.toSpliced(i, 1);
    const outcome = await simulate({ ...failing.scenario, faults });
    if (outcome.violation) return await shrink(outcome);
  }
  return failing;
}

/** What a person needs to see of a run that failed. */
export function report({ scenario, violation, log }: Outcome): string {
  return [
    `seed ${scenario.seed}: ${violation}`,
    `scenario: ${JSON.stringify(scenario)}`,
    'events (virtual ms, number of the event, who, what):',
    ...log,
  ].join('\n');
}

const references = new Map<string, Promise<Reference>>();

/** What one worker comes to whom nobody disturbs. */
async function referenceOf(scenario: Scenario): Promise<Reference> {
  const {
    dataSeed,
    epochs,
    updates,
    reproducible,
    callbacks,
    poison,
    synchronized = false,
    sliced = false,
  } = scenario;
  const rates = hasRates(scenario);
  const key = JSON.stringify([
    dataSeed,
    epochs,
    updates,
    reproducible,
    callbacks,
    poison,
    synchronized,
    sliced,
    rates,
  ]);
  const known = references.get(key);
  if (known) return await known;
  // An order too late to do anything, so that its engine is that of the scenario.
  const faults: Fault[] = rates ? [{ at: Number.POSITIVE_INFINITY, kind: 'rate' }] : [];
  const alone = { workers: 1, minWorkers: 1, maxWorkers: 1 };
  const calm = { ...scenario, ...alone, hang: undefined, straggler: undefined, faults };
  const made = run(calm, undefined).then(({ cluster, outcome }) => {
    if (outcome.violation) throw new Error(`the undisturbed run fails: ${outcome.violation}`);
    if (poison === undefined && !callbacks) expectEachSampleOnceAnEpoch(cluster, epochs);
    return {
      states: cluster.invariants.states,
      history: historyOf(cluster, rates),
      tested: cluster.summary!.tested,
      weightsSha256: cluster.summary!.weightsSha256,
      finalState: cluster.workers[0]!.engine!.exactState,
    };
  });
  references.set(key, made);
  return await made;
}

function expectEachSampleOnceAnEpoch(cluster: Cluster, epochs: number): void {
  for (const counts of cluster.workers[0]!.engine!.counts) {
    if (counts.some((count) => count !== epochs))
      throw new Error(`samples are counted ${counts.join()} times`);
  }
}

async function run(
  scenario: Scenario,
  reference: Reference | undefined,
): Promise<{ outcome: Outcome; cluster: Cluster }> {
  const cluster = new Cluster(scenario, reference);
  const { time, invariants } = cluster;
  const takeAway = time.install();
  const onUnhandled = (error: unknown) =>
    invariants.violated(`unhandled: ${(error as Error)?.stack ?? error}`);
  process.on('unhandledRejection', onUnhandled);
  try {
    await live(cluster, scenario);
    if (invariants.violations.length === 0) expectFinish(cluster, scenario, reference);
  } finally {
    process.off('unhandledRejection', onUnhandled);
    takeAway();
  }
  const { log } = cluster;
  const outcome = {
    scenario,
    violation: invariants.violations[0],
    log,
    logSha256: createHash('sha256').update(log.join('\n')).digest('hex'),
    events: time.count,
    virtualMs: time.now,
    generations: invariants.generations,
    recoveries: invariants.recoveries,
    calls: cluster.calls.counts,
    files: cluster.disk.files,
  };
  return { outcome, cluster };
}

async function live(cluster: Cluster, scenario: Scenario): Promise<void> {
  const { time, invariants } = cluster;
  cluster.startCoordinator('alive');
  for (let i = 0; i < scenario.workers; i++) cluster.startWorker();
  const faults = [...scenario.faults];
  let calmFrom = 0;
  let calm = false;
  let resumeAt = 0;
  const patience = scenario.hang ? HANG_MS : 0;
  for (;;) {
    while (faults[0] && time.count >= faults[0].at && !cluster.summary) {
      const fault = faults.shift()!;
      cluster.note('fault', JSON.stringify(fault));
      calmFrom = Math.max(calmFrom, time.now + befall(cluster, fault));
    }
    if (!calm && faults.length === 0 && time.now >= calmFrom) {
      calm = true;
      calmFrom = time.now;
      if (scenario.faults.length > 0) calmDown(cluster, scenario);
    }
    if (!(await time.step())) invariants.violated('nothing happens any more');
    if (invariants.violations.length > 0) return;
    if (cluster.summary) break;
    if (calm && scenario.faults.some(isPause) && time.now >= resumeAt) {
      cluster.order({ command: 'resume' });
      resumeAt = time.now + RESUME_MS;
    }
    if (calm && time.now > calmFrom + CALM_MS + patience) invariants.violated('the run does not finish');
    if (time.count > MOST_EVENTS) invariants.violated('the run does not come to an end');
  }
  calmDown(cluster, { ...scenario, workers: 0 });
  const finishedAt = time.now;
  while (cluster.livingWorkers.length > 0 && invariants.violations.length === 0) {
    if (!(await time.step()) || time.now > finishedAt + END_MS + patience) {
      invariants.violated(`${cluster.livingWorkers.map(({ name }) => name)} do not end with the run`);
    }
  }
}

/** Heals everything, and sees to it that there are a coordinator and enough workers. */
function calmDown(cluster: Cluster, { workers }: Scenario): void {
  cluster.note('fault', 'from here on all is well');
  cluster.network.healAll();
  Object.assign(cluster.disk, { slow: false, full: false, fails: false });
  for (const { process } of [...cluster.workers, ...cluster.coordinators]) cluster.time.resume(process);
  if (cluster.livingCoordinators.length === 0) cluster.startCoordinator('alive');
  const living = cluster.livingWorkers.filter(({ asked }) => !asked.signal.aborted);
  for (let i = living.length; i < workers; i++) cluster.startWorker();
}
