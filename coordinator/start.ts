import { randomBytes } from 'node:crypto';
import { basename, extname, join, resolve } from 'node:path';
import { blobPath } from '../api/blobs.ts';
import { bundleJob, type JobBundle } from '../api/bundle.ts';
import type { LoadContext } from '../api/data.ts';
import type { Job } from '../api/job.ts';
import { loadJob } from '../api/load.ts';
import { PREPARED_FILE } from '../api/prepared.ts';
import { type GivenSettings, settingsIn } from '../api/settings.ts';
import { learnedOf } from '../api/with-prepared.ts';
import { steadyClock } from '../base/clock.ts';
import { Closers } from '../base/closers.ts';
import { LockstepError, nameError } from '../base/errors.ts';
import { phase } from '../base/phases.ts';
import { type JobData, loadJobData } from '../datasets/load.ts';
import type { RunData } from '../datasets/records.ts';
import type { Certificates } from '../net/certificates.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { EventBus, type Listener } from './events/bus.ts';
import { inherit } from './inherit.ts';
import type { Mirror } from './mirror/mirror.ts';
import { folderToResume, MIRROR_MS, type MirrorOptions, openMirror } from './mirroring.ts';
import { openFiles } from './observe/files/files.ts';
import { Observatory } from './observe/observe.ts';
import { writeReport } from './observe/report.ts';
import { Coordinator, TICK_MS } from './run/coordinator.ts';
import { type AskedOptions, type RunOptions, runOptions } from './run/options.ts';
import { RunLog } from './run/run-log.ts';
import { runConfig } from './run-config.ts';
import { expectSameData, jobNote, readSavedConfig } from './saved.ts';
import { type RunningServer, serve } from './server/server.ts';
import { Journal } from './store/journal.ts';
import { holdsJournal } from './store/journal-files.ts';
import { CONFIG_FILE, JOB_FILE, lockRun, RunDirectory } from './store/run-directory.ts';
import { TRACKERS_END_MS } from './trackers/tracked.ts';
import { openTrackers, type TrackerOptions } from './trackers/trackers.ts';

export interface StartOptions {
  /** Name of a built-in job or path of a job file. */
  readonly job: string;
  /** Values of the job's settings. */
  readonly settings?: GivenSettings | undefined;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly token: string;
  /** Left out, connections are not encrypted. */
  readonly tls?: Certificates | undefined;
  /** Left out: `runs/<job>-<time>`. */
  readonly runDir?: string;
  /** Go on with the run that `runDir` holds; `alive` when its workers may have outlived its coordinator. */
  readonly resume?: 'alive' | 'dead' | undefined;
  /** Options of the command line; the job's own values stand in for what is left out. */
  readonly run: AskedOptions;
  readonly load: LoadContext;
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
  /** Closes all that was opened; a run that has not ended fails with `why`. @throws LockstepError STORAGE */
  close(why?: LockstepError): Promise<void>;
}

/**
 * Starts the coordinator of a new run, or of the run that `runDir` or else the mirror holds where `resume` is set. Job,
 * data set and options are checked before a port is opened or a file is written.
 * @throws LockstepError BAD_INPUT | BAD_DATA | ADDRESS_IN_USE | STORAGE
 */
export async function startRun(options: StartOptions): Promise<StartedRun> {
  const path = options.resume ? await folderToResume(options.resume, options) : options.runDir;
  if (options.resume && path !== undefined && (options.resume === 'dead' || holdsJournal(path)))
    return await goOn(options, path);
  const bundle = await phase('bundle the job', () => bundleJob(options.job, { settings: options.settings }));
  const job = loadJob(bundle.source);
  const run = runOptions(options.run, job);
  const data = await phase('load the data', () => loadJobData(job, options.load));
  return await closing(data, async () => {
    const folder = path ?? join('runs', `${job.name}-${timestamp()}`);
    return await begin(options, folder, bundle, run, data);
  });
}

/** Begins a new run in `folder`. */
async function begin(
  options: StartOptions,
  folder: string,
  bundle: JobBundle,
  run: RunOptions,
  data: JobData,
): Promise<StartedRun> {
  const directory = await RunDirectory.create(folder);
  try {
    const identity = { jobSha256: bundle.sha256, jobBlobs: [...bundle.blobs.keys()] };
    const config = runConfig(basename(folder), identity, data, run);
    // Absolute, so that the path is found from any folder.
    const name = extname(options.job) === '' ? options.job : resolve(options.job);
    await directory.writeJson(CONFIG_FILE, { ...config, job: name, options: run });
    await directory.write(JOB_FILE, bundle.source);
    for (const [sha256, content] of bundle.blobs) await directory.write(blobPath(sha256), content);
    if (data.prepared) await directory.writeJson(PREPARED_FILE, data.prepared);
    return await phase('open the run', () =>
      lead(options, { ...data, directory, config, run, settings: options.settings ?? {} }),
    );
  } catch (error) {
    await directory.discard();
    throw error;
  }
}

/** Goes on with a run where its last coordinator left it. */
async function goOn(options: StartOptions, path: string): Promise<StartedRun> {
  const saved = await readSavedConfig(path);
  const job = loadJob(saved.jobSource);
  const given = Object.fromEntries(Object.entries(options.run).filter(([, value]) => value !== undefined));
  const run = runOptions({ ...saved.options, ...given } as StartOptions['run'], job);
  for (const key of ['batchSize', 'seed', 'reproducible'] as const) {
    if (run[key] === saved.options[key]) continue;
    throw new LockstepError(
      'BAD_INPUT',
      `the run was started with ${key} ${saved.options[key]}; it cannot go on with ${run[key]}`,
      {
        hint: 'Leave the flag out when going on with a run',
      },
    );
  }
  expectSameSettings(settingsIn(saved.jobSource), options.settings ?? {});
  const data = await loadJobData(job, options.load, saved.prepared);
  return await closing(data, async () => {
    expectSameData(saved, data.dataset);
    const directory = await RunDirectory.reopen(path);
    try {
      const config = runConfig(saved.runId, saved, data, run);
      const named = options.job || saved.job;
      const note = named && (await jobNote(named, saved, path));
      const settings = settingsIn(saved.jobSource);
      return { ...(await lead(options, { ...data, directory, config, run, settings })), note };
    } catch (error) {
      await directory.close().catch(() => undefined);
      throw error;
    }
  });
}

/** @throws LockstepError BAD_INPUT for a value that the run did not begin with */
function expectSameSettings(saved: GivenSettings, given: GivenSettings): void {
  for (const [name, value] of Object.entries(given)) {
    if (saved[name] === value) continue;
    const before = saved[name] === undefined ? 'the job’s own value' : saved[name];
    throw new LockstepError(
      'BAD_INPUT',
      `the run was started with ${before} of ${name}; it cannot go on with ${value}`,
      { hint: 'Leave --set out when going on with a run' },
    );
  }
}

/** Starts a run of data whose files are closed where it does not start. */
async function closing(data: JobData, start: () => Promise<StartedRun>): Promise<StartedRun> {
  try {
    return await start();
  } catch (error) {
    await data.dataset.close();
    throw error;
  }
}

interface RunParts extends JobData {
  readonly directory: RunDirectory;
  readonly config: lockstep.v1.RunConfig.$Properties;
  readonly run: RunOptions;
  readonly settings: GivenSettings;
}

async function lead(options: StartOptions, parts: RunParts): Promise<StartedRun> {
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
async function openRun(options: StartOptions, run: RunParts, closers: Closers): Promise<StartedRun> {
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
  const close = async (why = new LockstepError('ABORTED', 'the run was stopped')) => {
    coordinator.fail(why);
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
  { resume }: StartOptions,
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
  { nats, trace, tensorboard }: StartOptions,
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

/** The date and time, sortable as text, with a random end that keeps runs of the same second apart. */
function timestamp(): string {
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}
