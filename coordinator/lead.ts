import type { Job } from '../api/job.ts';
import type { GivenSettings } from '../api/settings.ts';
import { learnedOf } from '../api/with-prepared.ts';
import { steadyClock } from '../base/clock.ts';
import { Closers } from '../base/closers.ts';
import { LockstepError, nameError } from '../base/errors.ts';
import type { JobData } from '../datasets/load.ts';
import type { RunData } from '../datasets/records.ts';
import type { Certificates } from '../net/certificates.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { EventBus, type Listener } from './events/bus.ts';
import { inherit } from './inherit.ts';
import type { Mirror } from './mirror/mirror.ts';
import { MIRROR_MS, type MirrorOptions, openMirror } from './mirroring.ts';
import { openFiles } from './observe/files/files.ts';
import { Observatory } from './observe/observe.ts';
import { writeReport } from './observe/report.ts';
import { Coordinator, TICK_MS } from './run/coordinator.ts';
import type { RunOptions } from './run/options.ts';
import { RunLog } from './run/run-log.ts';
import { type RunningServer, serve } from './server/server.ts';
import { Journal } from './store/journal.ts';
import { lockRun, type RunDirectory } from './store/run-directory.ts';
import { TRACKERS_END_MS } from './trackers/tracked.ts';
import { openTrackers, type TrackerOptions } from './trackers/trackers.ts';

/** How a run is led, whichever it is. */
export interface LeadOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly token: string;
  /** Left out, connections are not encrypted. */
  readonly tls?: Certificates | undefined;
  /** Go on with the run that `runDir` holds; `alive` when its workers may have outlived its coordinator. */
  readonly resume?: 'alive' | 'dead' | undefined;
  /** Hears every event of the run. */
  readonly listeners: readonly Listener[];
  /** URL of a NATS server that gets every event and brings commands. */
  readonly nats?: string | undefined;
  /** Keep a copy of the run in object storage. With `resume`, a run that is not in `runDir` comes from there. */
  readonly mirror?: MirrorOptions | undefined;
  /** Write a timeline of all ranks' phases into the run directory. */
  readonly trace?: boolean | undefined;
  /** Write event files for TensorBoard into the run directory. */
  readonly tensorboard?: boolean | undefined;
  /** Services that keep the run elsewhere. */
  readonly trackers?: TrackerOptions | undefined;
  /** Address of the live page and the metrics; left out, neither is served. Port 0 takes any free one. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
}

export interface StartedRun {
  readonly coordinator: Coordinator;
  readonly server: RunningServer;
  readonly job: Job;
  readonly dataset: RunData;
  readonly directory: RunDirectory;
  /** A note for the user, where the run goes on with a job that differs from the one named. */
  readonly note?: string | undefined;
  /** Port of the live page, where it is served. */
  readonly metricsPort: number | undefined;
  /** Once the run has ended: writes the report and lets trackers send the last. `close` does so too. @throws LockstepError STORAGE */
  finish(): Promise<void>;
  /**
   * Closes all that was opened. A run that has not ended fails with `why`; where that is ABORTED it is interrupted, and
   * its workers `stay` for the next coordinator or `end`. @throws LockstepError STORAGE
   */
  close(why?: LockstepError, workers?: 'stay' | 'end'): Promise<void>;
}

/** What is led. */
export interface RunParts extends JobData {
  readonly directory: RunDirectory;
  readonly config: lockstep.v1.RunConfig.$Properties;
  readonly run: RunOptions;
  readonly settings: GivenSettings;
}

/**
 * Starts to lead a run whose job, data and options have been checked.
 * @throws LockstepError ADDRESS_IN_USE | STORAGE | BAD_INPUT
 */
export async function lead(options: LeadOptions, parts: RunParts): Promise<StartedRun> {
  const closers = new Closers();
  try {
    return await openRun(options, parts, closers);
  } catch (error) {
    return await closers.unwind(nameError(error));
  }
}

/**
 * Opens everything that leads the run. Each part that is opened is pushed to `closers`. Workers are let in last, so
 * that nobody joins a run which then cannot begin.
 */
async function openRun(options: LeadOptions, run: RunParts, closers: Closers): Promise<StartedRun> {
  const { host, port, token, tls, metrics } = options;
  const { job, dataset, directory } = run;
  let begun = false;
  closers.push(() => dataset.close());
  const lock = lockRun(directory.path);
  closers.push(() => lock.release());
  let mirror: Mirror | undefined;
  // When all else is closed, so that its last state is what stays on the disk.
  const mirrorMs = options.mirror?.deadlineMs ?? MIRROR_MS;
  closers.push(() => (begun ? mirror?.finish(mirrorMs) : mirror?.close()), 2 * mirrorMs);
  const journal = await openStore(directory, closers);
  const bus = new EventBus(run.config.runId ?? '');
  const observatory = new Observatory();
  bus.subscribe((event) => directory.events.hear(event));
  bus.subscribe((event) => observatory.hear(event));
  for (const listener of options.listeners) bus.subscribe(listener);
  // Events may be published between the replay of those before, and the end.
  let open = false;
  mirror = await openMirror(options.mirror ?? {}, {
    ...{ directory, bus, runId: run.config.runId ?? '', term: journal.term },
    ...{ metrics: observatory.metrics, isOpen: () => open },
    onReplaced: (error) => coordinator.retire(error),
  });
  // What comes at the end of the run, which a coordinator may outlive: the report, and trackers, which send it.
  const last = new Closers();
  closers.push(() => last.close(), TRACKERS_END_MS);
  const tracked = { directory, config: run.config, options: run.run, settings: run.settings };
  for (const tracker of options.trackers ? await openTrackers(options.trackers, tracked) : []) {
    bus.subscribe((event) => tracker.hear(event));
    last.push(() => tracker.close(), TRACKERS_END_MS);
  }
  const { coordinator, damaged } = await takeUp(options, run, { journal, bus, observatory });
  directory.events.onFailure = (error) => coordinator.fail(error);
  last.push(async () => {
    if (begun) await writeReport({ directory, config: run.config, snapshot: observatory.view.snapshot() });
  });
  closers.push(() => observatory.close());
  const metricsPort =
    metrics && (await observatory.serve(coordinator, { ...metrics, token, path: directory.path }));
  await openListeners(options, { coordinator, journal, bus, observatory }, closers);
  const server = await serve(coordinator, { host, port, token, tls });
  closers.push(() => server.close());
  open = true;
  closers.push(() => {
    open = false;
  });
  coordinator.begin(damaged);
  begun = true;
  const ticks = setInterval(() => coordinator.tick(), TICK_MS);
  closers.push(() => clearInterval(ticks));
  const close: StartedRun['close'] = async (
    why = new LockstepError('ABORTED', 'the run was stopped'),
    workers = 'end',
  ) => {
    if (why.code === 'ABORTED') coordinator.interrupt(why, workers);
    else coordinator.fail(why);
    await closers.close();
  };
  const finish = () => last.close();
  return { coordinator, server, job, dataset, directory, metricsPort, finish, close };
}

/** The run directory, which this process has locked. @throws LockstepError STORAGE */
async function openStore(directory: RunDirectory, closers: Closers): Promise<Journal> {
  const journal = Journal.open(directory.path);
  closers.push(() => journal.close());
  closers.push(() => directory.close());
  await directory.removeUnfinished();
  return journal;
}

interface Watched {
  readonly journal: Journal;
  readonly bus: EventBus;
  readonly observatory: Observatory;
}

/** The coordinator, which knows what the run has come to under earlier ones. */
async function takeUp(
  { resume }: LeadOptions,
  { job, dataset, prepared, directory, config, run }: RunParts,
  { journal, bus, observatory }: Watched,
): Promise<{ coordinator: Coordinator; damaged: readonly string[] }> {
  const csvFiles = (job.callbacks ?? []).flatMap(({ csv }) => csv ?? []);
  const log = new RunLog(bus, directory, csvFiles, steadyClock);
  await directory.events.replay({ progress: log.progress, view: observatory.view });
  const { membership: inherited, damaged } = journal.before
    ? await inherit(journal.before, log, directory, run, resume === 'alive', steadyClock)
    : { membership: undefined, damaged: [] };
  const coordinator = new Coordinator({
    learned: learnedOf(job, prepared, dataset.classes),
    ...{ config, options: run, dataset, directory, log, journal, inherited, bus, now: steadyClock },
    onScores: (scores) => observatory.metrics.scored(scores),
  });
  return { coordinator, damaged };
}

/** NATS, the timeline and the files for TensorBoard: each where it was asked for. */
async function openListeners(
  { nats, trace, tensorboard }: LeadOptions,
  { coordinator, journal, bus, observatory }: Watched & { readonly coordinator: Coordinator },
  closers: Closers,
): Promise<void> {
  if (nats !== undefined) {
    const { NatsLink } = await import('./events/nats.ts');
    const link = await NatsLink.open({
      url: nats,
      runId: coordinator.config.runId ?? '',
      term: journal.term,
      onDropped: () => observatory.metrics.eventDropped(),
      onCommand: (command) => observatory.command(coordinator, command, 'NATS'),
      onFenced: (error) => coordinator.retire(error),
    });
    closers.push(() => link.close());
    bus.subscribe((event) => link.hear(event));
  }
  for (const file of await openFiles(coordinator.directory.path, journal.term, { trace, tensorboard })) {
    bus.subscribe((event) => file.hear(event));
    closers.push(() => file.close());
  }
}
