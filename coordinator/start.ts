import { randomBytes } from 'node:crypto';
import { basename, extname, join, resolve } from 'node:path';
import { bundleJob } from '../api/bundle.ts';
import type { Dataset, LoadContext } from '../api/data.ts';
import type { Job } from '../api/job.ts';
import { loadJob } from '../api/load.ts';
import { PREPARED_FILE } from '../api/prepared.ts';
import { steadyClock } from '../base/clock.ts';
import { Closers } from '../base/closers.ts';
import { LockstepError, nameError } from '../base/errors.ts';
import { FileLock } from '../base/file-lock.ts';
import { type JobData, loadJobData } from '../datasets/load.ts';
import { dataMode } from '../datasets/mode.ts';
import { describeSplit } from '../datasets/records.ts';
import type { Certificates } from '../net/certificates.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { EventBus, type Listener } from './events/bus.ts';
import { NatsLink } from './events/nats.ts';
import { inheritedMembership, type Membership } from './membership/state.ts';
import { openFiles } from './observe/files/files.ts';
import { Observatory } from './observe/observe.ts';
import { writeReport } from './observe/report.ts';
import { Coordinator, TICK_MS } from './run/coordinator.ts';
import { type AskedOptions, type RunOptions, runOptions } from './run/options.ts';
import { RunLog } from './run/run-log.ts';
import { expectSameData, holdsRun, jobNote, readSavedConfig } from './saved.ts';
import { type RunningServer, serve } from './server/server.ts';
import { checkpointHashes, JOURNAL_FILE, Journal, lastGeneration } from './store/journal.ts';
import { JOB_FILE, LOCK_FOLDER, RunDirectory } from './store/run-directory.ts';

export interface StartOptions {
  /** Name of a built-in job or path of a job file. */
  readonly job: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly token: string;
  /** Left out, workers are talked to in the clear. */
  readonly tls?: Certificates | undefined;
  /** Left out: `runs/<job>-<time>`. */
  readonly runDir?: string;
  /** Go on with the run that `runDir` holds; `alive` when its workers may have outlived its coordinator. */
  readonly resume?: 'alive' | 'dead' | undefined;
  /** What was asked for on the command line; the job's own values where left out. */
  readonly run: AskedOptions;
  readonly load: LoadContext;
  /** Hears every event of the run. */
  readonly listeners: readonly Listener[];
  /** NATS server that hears every event and brings commands. */
  readonly nats?: string | undefined;
  /** Write a timeline of all ranks' phases into the run directory. */
  readonly trace?: boolean | undefined;
  /** Write event files for TensorBoard into the run directory. */
  readonly tensorboard?: boolean | undefined;
  /** Where the live page and the metrics are served; left out, they are not. 0 takes any free port. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
}

export interface StartedRun {
  readonly coordinator: Coordinator;
  readonly server: RunningServer;
  readonly job: Job;
  readonly dataset: Dataset;
  readonly directory: RunDirectory;
  /** Where the run goes on with another job than a user may think: what to say of it. */
  readonly note?: string | undefined;
  /** Port of the live page, where it is served. */
  readonly metricsPort: number | undefined;
  /** Ends the run (if it has not ended: because of `why`) and everything it opened. @throws LockstepError STORAGE */
  close(why?: LockstepError): Promise<void>;
}

/**
 * Starts a run's coordinator: job, data set and options are checked before a port is opened or a file
 * written. A run directory that holds a run already is gone on with, where `resume` allows it.
 * @throws LockstepError BAD_INPUT | BAD_DATA | ADDRESS_IN_USE | STORAGE
 */
export async function startRun(options: StartOptions): Promise<StartedRun> {
  const path = options.runDir;
  if (options.resume && path !== undefined && (options.resume === 'dead' || holdsRun(path)))
    return await goOn(options, path);
  const bundle = await bundleJob(options.job);
  const job = loadJob(bundle.source);
  const run = runOptions(options.run, job);
  const data = await loadJobData(job, options.load);
  const folder = path ?? join('runs', `${job.name}-${timestamp()}`);
  const directory = await RunDirectory.create(folder);
  try {
    const config = runConfig(basename(folder), bundle.sha256, data, run);
    // A path is found again from anywhere.
    const name = extname(options.job) === '' ? options.job : resolve(options.job);
    await directory.writeJson('config.json', { ...config, job: name, options: run });
    await directory.write(JOB_FILE, bundle.source);
    if (data.prepared) await directory.writeJson(PREPARED_FILE, data.prepared);
    return await lead(options, { ...data, directory, config, run });
  } catch (error) {
    await directory.discard();
    throw error;
  }
}

/** Takes up a run where its last coordinator left it. */
async function goOn(options: StartOptions, path: string): Promise<StartedRun> {
  const saved = await readSavedConfig(path);
  const job = loadJob(saved.jobSource);
  const given = Object.fromEntries(Object.entries(options.run).filter(([, value]) => value !== undefined));
  const run = runOptions({ ...saved.options, ...given } as StartOptions['run'], job);
  for (const key of ['batchSize', 'seed', 'reproducible'] as const) {
    if (run[key] === saved.options[key]) continue;
    throw new LockstepError(
      'BAD_INPUT',
      `the run was started with ${key} ${saved.options[key]}, not ${run[key]}`,
      {
        hint: 'Leave the flag out when going on with a run',
      },
    );
  }
  const data = await loadJobData(job, options.load, saved.prepared);
  expectSameData(saved, data.dataset);
  const directory = await RunDirectory.reopen(path);
  try {
    const config = runConfig(saved.runId, saved.jobSha256, data, run);
    const named = options.job || saved.job;
    const note = named && (await jobNote(named, saved, path));
    return { ...(await lead(options, { ...data, directory, config, run })), note };
  } catch (error) {
    await directory.close().catch(() => undefined);
    throw error;
  }
}

interface RunParts extends JobData {
  readonly directory: RunDirectory;
  readonly config: lockstep.v1.RunConfig.$Properties;
  readonly run: RunOptions;
}

async function lead(options: StartOptions, parts: RunParts): Promise<StartedRun> {
  const closers = new Closers();
  try {
    return await openRun(options, parts, closers);
  } catch (error) {
    return await closers.unwind(nameError(error));
  }
}

/** Workers are let in last: whatever fails before, nobody has joined a run that does not begin. */
async function openRun(
  { host, port, token, tls, listeners, metrics, nats, resume, trace, tensorboard }: StartOptions,
  { job, dataset, directory, config, run }: RunParts,
  closers: Closers,
): Promise<StartedRun> {
  const lock = lockOf(directory.path);
  closers.push(() => lock.release());
  const journal = Journal.open(join(directory.path, JOURNAL_FILE));
  closers.push(() => journal.close());
  closers.push(() => directory.close());
  await directory.removeUnfinished();
  const bus = new EventBus(config.runId ?? '');
  bus.subscribe((event) => directory.events.hear(event));
  const observatory = new Observatory();
  let begun = false;
  closers.push(async () => {
    if (begun) await writeReport({ directory, config, snapshot: observatory.view.snapshot() });
  });
  bus.subscribe((event) => observatory.hear(event));
  for (const listener of listeners) bus.subscribe(listener);
  const csvFiles = (job.callbacks ?? []).flatMap(({ csv }) => csv ?? []);
  const log = new RunLog(bus, directory, csvFiles, steadyClock);
  await directory.events.replay({ progress: log.progress, view: observatory.view });
  const { membership, damaged } =
    journal.before.length > 0
      ? await inherit(journal, log, directory, run, resume === 'alive', steadyClock)
      : { membership: undefined, damaged: [] };
  const parts = { config, options: run, dataset, directory, log, journal, inherited: membership, bus };
  const coordinator = new Coordinator({ ...parts, now: steadyClock });
  directory.events.onFailure = (error) => coordinator.fail(error);
  closers.push(() => observatory.close());
  const metricsPort = metrics && (await observatory.serve(coordinator, { ...metrics, token }));
  if (nats !== undefined) {
    const link = await NatsLink.open({
      url: nats,
      runId: config.runId ?? '',
      term: journal.term,
      onDropped: () => observatory.metrics.eventDropped(),
      onCommand: (command) => observatory.command(coordinator, command, 'NATS'),
      onFenced: (error) => coordinator.retire(error),
    });
    closers.push(() => link.close());
    bus.subscribe((event) => link.hear(event));
  }
  const files = openFiles(directory.path, journal.term, { trace, tensorboard });
  for (const file of files) bus.subscribe((event) => file.hear(event));
  for (const file of files) closers.push(() => file.close());
  const server = await serve(coordinator, { host, port, token, tls });
  closers.push(() => server.close());
  coordinator.begin(damaged);
  begun = true;
  const ticks = setInterval(() => coordinator.tick(), TICK_MS);
  closers.push(() => clearInterval(ticks));
  const close = async (why = new LockstepError('ABORTED', 'the run was stopped')) => {
    coordinator.fail(why);
    await closers.close();
  };
  return { coordinator, server, job, dataset, directory, metricsPort, close };
}

/** @throws LockstepError STORAGE that names the process which leads the run */
function lockOf(path: string): FileLock {
  const attempt = FileLock.take(join(path, LOCK_FOLDER));
  if ('lock' in attempt) return attempt.lock;
  throw new LockstepError('STORAGE', `process ${attempt.heldBy} leads this run already`, {
    hint: 'Stop it first',
  });
}

/**
 * What the journal, the log and the checkpoints of a run tell a coordinator that takes it up.
 * @throws LockstepError BAD_INPUT when the run has come to its end, CHECKPOINT when all its checkpoints are damaged
 */
export async function inherit(
  journal: Journal,
  log: RunLog,
  directory: Pick<RunDirectory, 'path' | 'newestWhole'>,
  run: RunOptions,
  membersMayLive: boolean,
  now: () => number,
): Promise<{ membership: Membership; damaged: readonly string[] }> {
  const finished = journal.before.findLast((entry) => entry.type === 'finished');
  if (finished && finished.epochs >= run.epochs) {
    throw new LockstepError('BAD_INPUT', `${directory.path} has finished its ${finished.epochs} epochs`, {
      hint: 'Ask for more with --epochs to train it further',
    });
  }
  const { number: generation, members } = lastGeneration(journal.before);
  const hashes = checkpointHashes(journal.before);
  const { whole: checkpoint, damaged } = await directory.newestWhole(hashes);
  // One alone that the journal does not know had just come when its coordinator ended.
  if (!checkpoint && damaged.length > 0 && hashes.size > 0 && !membersMayLive) {
    throw new LockstepError('CHECKPOINT', `no checkpoint in ${directory.path} is what was stored`, {
      hint: 'Bring the folder back from a copy, or start a new run',
    });
  }
  const { committedSteps } = log;
  const inheritance = { generation, members, committedSteps, checkpoint };
  return { membership: inheritedMembership(inheritance, membersMayLive, now()), damaged };
}

function runConfig(
  runId: string,
  jobSha256: string,
  { job, dataset, prepared }: JobData,
  run: RunOptions,
): lockstep.v1.RunConfig.$Properties {
  return {
    runId,
    jobName: job.name,
    jobSha256,
    batchSize: run.batchSize,
    epochs: run.epochs,
    seed: run.seed,
    transport: run.transport,
    wire: run.wire,
    engine: run.engine,
    heartbeatMs: run.heartbeatMs,
    heartbeatTimeoutMs: run.heartbeatTimeoutMs,
    stepDeadlineMs: run.stepDeadlineMs,
    dataset: {
      name: dataset.name,
      provenance: dataset.provenance,
      substitute: dataset.substitute,
      classes: [...(dataset.classes ?? [])],
      train: describeSplit(dataset.train),
      test: describeSplit(dataset.test),
      prepared: prepared ? JSON.stringify(prepared) : '',
    },
    dataMode: dataMode(dataset, run.dataMode),
    reproducible: run.reproducible,
    checkpointEverySteps: run.checkpointEverySteps,
    checkpointEveryMs: run.checkpointEveryMs,
  };
}

/** Sorts as it reads, and differs between runs started in the same second. */
function timestamp(): string {
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}
