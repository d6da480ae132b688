/** Runs a scenario to its end and says what came of it. */
import { createHash } from 'node:crypto';
import { Process } from './clock.ts';
import { Cluster, type LivingWorker } from './cluster.ts';
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

/** Whose events are the faults. */
const world = new Process('world');

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

/** @returns how long it lasts, in ms */
function befall(cluster: Cluster, fault: Fault): number {
  const { time, network } = cluster;
  const living = cluster.livingWorkers;
  const worker = (index: number): LivingWorker | undefined => living[index % living.length];
  const coordinators = () => cluster.livingCoordinators.map(({ process }) => process);
  const later = (ms: number, act: () => void) => {
    time.after(ms, world, act);
    return ms;
  };
  switch (fault.kind) {
    case 'kill':
    case 'vanish':
    case 'leave': {
      const victim = worker(fault.worker);
      if (!victim || victim.asked.signal.aborted) return 0;
      if (fault.kind === 'leave') victim.asked.abort(new Error('asked to leave'));
      else cluster.kill(victim.process, fault.kind === 'vanish');
      if (fault.again === 'no') return 0;
      // One that leaves may still be there, and of two processes of one name each takes the other's place.
      const name = fault.again === 'same' && fault.kind !== 'leave' ? victim.id : undefined;
      return later(40, () => void cluster.startWorker(name));
    }
    case 'hang': {
      const victim = worker(fault.worker);
      if (!victim) return 0;
      time.pause(victim.process);
      return later(fault.ms, () => time.resume(victim.process));
    }
    case 'cut': {
      const [a, b] = [worker(fault.a), worker(fault.b)];
      if (a && b && a !== b) network.cut(a.process, b.process);
      return 0;
    }
    case 'slow': {
      const [a, b] = [worker(fault.a), worker(fault.b)];
      if (a && b && a !== b) network.slow(a.process, b.process, 60);
      return 0;
    }
    case 'block': {
      const [a, b] = [worker(fault.a), worker(fault.b)];
      if (!a || !b || a === b) return 0;
      return blockFor(cluster, fault.ms, [
        [a.process, b.process],
        ...(fault.both ? [[b.process, a.process] as const] : []),
      ]);
    }
    case 'isolate': {
      const inside = living.slice(0, fault.workers).map(({ process }) => process);
      if (fault.withCoordinator) inside.push(...coordinators());
      const outside = [...living.map(({ process }) => process), ...coordinators()].filter(
        (p) => !inside.includes(p),
      );
      const pairs = inside.flatMap((a) => outside.flatMap((b) => [[a, b] as const, [b, a] as const]));
      return blockFor(cluster, fault.ms, pairs);
    }
    case 'detach': {
      const victim = worker(fault.worker);
      if (victim) for (const process of coordinators()) network.cut(victim.process, process);
      return 0;
    }
    case 'blind': {
      const victim = worker(fault.worker);
      if (!victim) return 0;
      const pairs = coordinators().flatMap((process) => [
        ...(fault.direction !== 'down' ? [[victim.process, process] as const] : []),
        ...(fault.direction !== 'up' ? [[process, victim.process] as const] : []),
      ]);
      return blockFor(cluster, fault.ms, pairs);
    }
    case 'join':
      cluster.startWorker();
      return 0;
    case 'coordinator': {
      for (const process of coordinators()) cluster.kill(process);
      if (fault.torn !== undefined) cluster.disk.tearJournal(fault.torn);
      return later(fault.ms, () => void cluster.startCoordinator('alive'));
    }
    case 'rival':
      for (const process of coordinators()) time.pause(process);
      cluster.startCoordinator('alive');
      return later(fault.ms, () => {
        for (const { process } of cluster.livingCoordinators) time.resume(process);
      });
    case 'hangCoordinator': {
      const paused = coordinators();
      for (const process of paused) time.pause(process);
      return later(fault.ms, () => {
        for (const process of paused) time.resume(process);
      });
    }
    case 'outlive': {
      const survivor = worker(fault.worker);
      if (!survivor) return 0;
      time.pause(survivor.process);
      return later(fault.ms, () => {
        for (const other of cluster.livingWorkers) if (other !== survivor) cluster.kill(other.process);
        time.resume(survivor.process);
      });
    }
    case 'order':
      // A stop needs room for its checkpoint.
      if (fault.command === 'stop') cluster.disk.full = false;
      cluster.order({ command: fault.command });
      return 0;
    case 'rate':
      cluster.orderRate();
      return 0;
    case 'rot':
      cluster.rot();
      return 0;
    case 'clock':
      time.wallOffset += fault.byMs;
      return 0;
    case 'disk': {
      const { how } = fault;
      if (how === 'full' && cluster.stopping) return 0;
      cluster.disk[how] = true;
      return later(fault.ms, () => {
        cluster.disk[how] = false;
      });
    }
    case 'killAll': {
      for (const { process } of living) cluster.kill(process);
      if (fault.coordinator) {
        for (const process of coordinators()) cluster.kill(process);
        cluster.startCoordinator('dead');
      }
      return 0;
    }
  }
}

function blockFor(cluster: Cluster, ms: number, pairs: readonly (readonly [Process, Process])[]): number {
  for (const [from, to] of pairs) cluster.network.block(from, to);
  cluster.time.after(ms, world, () => {
    for (const [from, to] of pairs) cluster.network.unblock(from, to);
  });
  return ms;
}

/** The run ends as the undisturbed one does. */
function expectFinish(cluster: Cluster, scenario: Scenario, reference: Reference | undefined): void {
  if (!reference) return;
  const { reproducible, straggler } = scenario;
  const { invariants, summary } = cluster;
  const waitedFor = cluster.workers.find(
    ({ id, slowness, finished }) => slowness > 1 && finished && !cluster.heldBack.has(id),
  );
  if (straggler && waitedFor) invariants.violated('the others have waited for the straggler to the end');
  const history = historyOf(cluster, hasRates(scenario));
  if (history !== reference.history) {
    invariants.violated(`the history is\n${history}and not\n${reference.history}`);
  }
  if (JSON.stringify(summary!.tested) !== JSON.stringify(reference.tested)) {
    invariants.violated(`the test gives ${JSON.stringify(summary!.tested)}`);
  }
  if (reproducible && summary!.weightsSha256 !== reference.weightsSha256) {
    invariants.violated('the final weights are not those of the undisturbed run');
  }
  const finished = cluster.workers.filter((worker) => worker.finished);
  if (finished.length === 0) invariants.violated('nobody has finished');
  for (const { name, engine } of finished) {
    if (engine!.exactState !== reference.finalState) invariants.violated(`${name} ends with another state`);
  }
}

/** `history.csv`; without the learning rate where orders change it. */
function historyOf({ disk }: Cluster, rateless: boolean): string {
  const rows = disk
    .text('history.csv')
    .split('\n')
    .map((line) => line.split(','));
  const rate = rateless ? rows[0]!.indexOf('learning_rate') : -1;
  return rows.map((cells) => cells.filter((_, i) => i !== rate).join()).join('\n');
}
