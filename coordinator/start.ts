import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { bundleJob } from '../api/bundle.ts';
import type { Dataset, LoadContext } from '../api/data.ts';
import type { Job } from '../api/job.ts';
import { loadJob } from '../api/load.ts';
import { describeSplit } from '../api/records.ts';
import { LockstepError } from '../proto/errors.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { loadDataset } from './data/load.ts';
import { dataMode } from './data/mode.ts';
import { EventBus, type Listener } from './events/bus.ts';
import { Coordinator } from './run/coordinator.ts';
import { RunOptions } from './run/options.ts';
import { RunDirectory } from './run/run-directory.ts';
import { type RunningServer, serve } from './server/server.ts';

/** Checks membership this often even when nobody reports, in ms. */
const TICK_MS = 50;

export interface StartOptions {
  /** Name of a built-in job or path of a job file. */
  readonly job: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly token: string;
  /** Left out: `runs/<job>-<time>`. */
  readonly runDir?: string;
  /** What was asked for on the command line; the job's own values where left out. */
  readonly run: Partial<z.input<typeof RunOptions>> & { startWorkers: number };
  readonly load: LoadContext;
  /** Hears every event of the run. */
  readonly listeners: readonly Listener[];
}

export interface StartedRun {
  readonly coordinator: Coordinator;
  readonly server: RunningServer;
  readonly job: Job;
  readonly dataset: Dataset;
  readonly directory: RunDirectory;
  /** Ends the run (if it has not ended) and everything it opened. */
  close(): Promise<void>;
}

/**
 * Starts a run's coordinator: job, data set and options are checked before a port is opened or a file
 * written.
 * @throws LockstepError BAD_INPUT | BAD_DATA | ADDRESS_IN_USE | STORAGE
 */
export async function startRun(options: StartOptions): Promise<StartedRun> {
  const bundle = await bundleJob(options.job);
  const job = loadJob(bundle.source);
  const run = runOptions(options.run, job);
  const dataset = await loadDataset(job.data.loader, options.load);
  const path = options.runDir ?? join('runs', `${job.name}-${timestamp()}`);
  const directory = await RunDirectory.create(path);
  const bus = new EventBus(basename(path));
  for (const listener of options.listeners) bus.subscribe(listener);
  const config = runConfig(basename(path), job, bundle, dataset, run);
  const coordinator = new Coordinator({
    config,
    options: run,
    dataset,
    directory,
    csvFiles: (job.callbacks ?? []).flatMap(({ csv }) => csv ?? []),
    bus,
    now: Date.now,
  });
  const { host, port, token } = options;
  try {
    const server = await serve(coordinator, { host, port, token });
    const { jobSource, ...shown } = config;
    await directory.writeJson('config.json', { ...shown, options: run });
    await directory.write('job.cjs', bundle.source);
    coordinator.begin();
    const ticks = setInterval(() => coordinator.step(), TICK_MS);
    const close = async () => {
      clearInterval(ticks);
      coordinator.fail(new LockstepError('ABORTED', 'the run was stopped'));
      await server.close();
      await directory.close();
    };
    return { coordinator, server, job, dataset, directory, close };
  } catch (error) {
    await directory.discard();
    throw error;
  }
}

/** The job's values with the command line's over them. */
function runOptions(asked: StartOptions['run'], job: Job): RunOptions {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const { batchSize, epochs, seed } = job;
  const parsed = RunOptions.safeParse({ batchSize, epochs, seed, ...given });
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const flag = `--${String(path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new LockstepError('BAD_INPUT', `${flag}: ${message}`, { mend: 'See lockstep train --help' });
  }
  const run = parsed.data;
  if (run.batchSize < run.startWorkers) {
    throw new LockstepError(
      'BAD_INPUT',
      `--batch-size ${run.batchSize} is smaller than --workers ${run.startWorkers}: some would have no sample`,
      { mend: 'Raise --batch-size or lower --workers' },
    );
  }
  return run;
}

function runConfig(
  runId: string,
  job: Job,
  bundle: { source: string; sha256: string },
  dataset: Dataset,
  run: RunOptions,
): lockstep.v1.RunConfig.$Properties {
  return {
    runId,
    jobName: job.name,
    jobSha256: bundle.sha256,
    jobSource: bundle.source,
    batchSize: run.batchSize,
    epochs: run.epochs,
    seed: run.seed,
    transport: run.transport,
    engine: run.engine,
    heartbeatMs: run.heartbeatMs,
    stepDeadlineMs: run.stepDeadlineMs,
    dataset: {
      name: dataset.name,
      provenance: dataset.provenance,
      substitute: dataset.substitute,
      classes: [...(dataset.classes ?? [])],
      train: describeSplit(dataset.train),
      test: describeSplit(dataset.test),
    },
    dataMode: dataMode(dataset, run.dataMode),
    reproducible: run.reproducible,
  };
}

/** Sorts as it reads, and differs between runs started in the same second. */
function timestamp(): string {
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}
