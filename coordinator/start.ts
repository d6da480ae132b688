import { randomBytes } from 'node:crypto';
import { basename, extname, join, resolve } from 'node:path';
import { blobPath } from '../api/blobs.ts';
import { bundleJob, type JobBundle } from '../api/bundle.ts';
import type { LoadContext } from '../api/data.ts';
import type { Job } from '../api/job.ts';
import { loadJob } from '../api/load.ts';
import { PREPARED_FILE } from '../api/prepared.ts';
import { type GivenSettings, settingsIn } from '../api/settings.ts';
import { LockstepError } from '../base/errors.ts';
import { phase } from '../base/phases.ts';
import { plural } from '../base/plural.ts';
import { type JobData, loadJobData, shareData } from '../datasets/load.ts';
import { type LeadOptions, lead, type StartedRun } from './lead.ts';
import { folderToResume } from './mirroring.ts';
import { type AskedOptions, type RunOptions, runOptions } from './run/options.ts';
import { runConfig } from './run-config.ts';
import { expectSameData, jobNote, readSavedConfig } from './saved.ts';
import { holdsJournal } from './store/journal-files.ts';
import { CONFIG_FILE, JOB_FILE, RunDirectory } from './store/run-directory.ts';

export interface StartOptions extends LeadOptions {
  /** Name of a built-in job or path of a job file. */
  readonly job: string;
  /** Values of the job's settings. */
  readonly settings?: GivenSettings | undefined;
  /** Left out: `runs/<job>-<time>`. */
  readonly runDir?: string;
  /** Options of the command line; the job's own values stand in for what is left out. */
  readonly run: AskedOptions;
  readonly load: LoadContext;
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
    await phase('share the data', () => shareData(data, options.load));
    const folder = path ?? join('runs', `${job.name}-${timestamp()}`);
    return await begin(options, folder, bundle, run, data);
  });
}

/** Begins a new run in `folder`, unless this program was told to stop meanwhile: another one may be about to begin there. */
async function begin(
  options: StartOptions,
  folder: string,
  bundle: JobBundle,
  run: RunOptions,
  data: JobData,
): Promise<StartedRun> {
  options.load.signal?.throwIfAborted();
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
    options.load.signal?.throwIfAborted();
    return await phase('open the run', () =>
      lead(options, { ...data, directory, config, run, settings: options.settings ?? {} }),
    );
  } catch (error) {
    await directory.discard();
    throw error;
  }
}

/** Goes on with a run where its last coordinator left it, unless this program was told to stop meanwhile. */
async function goOn(options: StartOptions, path: string): Promise<StartedRun> {
  const saved = await readSavedConfig(path);
  const job = loadJob(saved.jobSource);
  const given = Object.fromEntries(Object.entries(options.run).filter(([, value]) => value !== undefined));
  // However often a run is gone on with, its schedule stays that of the epochs that it was begun for.
  const begun = { scheduleEpochs: saved.options.epochs, ...saved.options };
  const run = runOptions({ ...begun, ...given } as StartOptions['run'], job);
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
    options.load.signal?.throwIfAborted();
    const directory = await RunDirectory.reopen(path);
    try {
      const config = runConfig(saved.runId, saved, data, run);
      const named = options.job || saved.job;
      const notes = [named && (await jobNote(named, saved, path)), scheduleNote(job, run)];
      const note = notes.filter(Boolean).join('\n') || undefined;
      const settings = settingsIn(saved.jobSource);
      return { ...(await lead(options, { ...data, directory, config, run, settings })), note };
    } catch (error) {
      await directory.close().catch(() => undefined);
      throw error;
    }
  });
}

/** Tells of a schedule that has come to its end before the run does. */
function scheduleNote(
  { schedule }: Job,
  { epochs, scheduleEpochs = epochs }: RunOptions,
): string | undefined {
  if (!schedule || epochs <= scheduleEpochs) return undefined;
  return `the learning-rate schedule is laid out for ${plural(scheduleEpochs, 'epoch')} and goes on beyond its end; to lay it out anew: --schedule-epochs ${epochs}`;
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

/** The date and time, sortable as text, with a random end that keeps runs of the same second apart. */
function timestamp(): string {
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}
