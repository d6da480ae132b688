import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { bundleJob } from '../../api/bundle.ts';
import { moreIsBetter } from '../../api/callbacks.ts';
import type { Job } from '../../api/job.ts';
import { loadJob } from '../../api/load.ts';
import { withSettings } from '../../api/settings.ts';
import { LockstepError } from '../../base/errors.ts';
import { FileLock } from '../../base/file-lock.ts';
import { makeFolder } from '../../base/folders.ts';
import { visibleGpus } from '../devices.ts';
import { Terminal } from '../terminal/terminal.ts';
import { sweepSvg } from './picture.ts';
import { ranked, rungsOf, scoreAt, type TrialState, tasksOf } from './plan.ts';
import { type SavedSweep, savedSweep } from './saved.ts';
import { dimensionOf, drawTrials, type Space, type Values } from './space.ts';
import { csvOf, inWords, tableOf } from './table.ts';
import { readTrial, trainTrial } from './trials.ts';

export interface SweepFlags {
  set?: Record<string, string>;
  trials: number;
  epochs?: number;
  halving?: number;
  metric: string;
  seed: number;
  workers: number;
  parallel?: number;
  out?: string;
  resume?: string;
  dataDir?: string;
  download: boolean;
}

const SWEEP_FILE = 'sweep.json';

/** `lockstep sweep`: trains a job with many values of its settings, and tells which are best. */
export async function runSweep(
  job: string | undefined,
  flags: SweepFlags,
  signal: AbortSignal,
): Promise<void> {
  if ((job === undefined) === (flags.resume === undefined)) {
    throw new LockstepError('BAD_INPUT', 'name a job, or a sweep to go on with', {
      hint: 'lockstep sweep <job> --set rate=1e-4..1e-2, or lockstep sweep --resume <folder of the sweep>',
    });
  }
  const { folder, sweep } = job === undefined ? await reopen(flags.resume!) : await begin(job, flags);
  const attempt = FileLock.take(join(folder, 'lock'));
  if (!('lock' in attempt))
    throw new LockstepError('STORAGE', `process ${attempt.heldBy} leads this sweep already`, {
      hint: 'Stop it first',
    });
  try {
    await new Sweep(folder, sweep, flags.parallel).run(signal);
  } finally {
    attempt.lock.release();
  }
}

/** Checks everything before the folder is made. */
async function begin(job: string, flags: SweepFlags): Promise<{ folder: string; sweep: SavedSweep }> {
  const { set = {}, trials, halving, metric, seed, workers, dataDir, download } = flags;
  if (Object.keys(set).length === 0)
    throw new LockstepError('BAD_INPUT', 'there is nothing to sweep over', {
      hint: 'Give --set rate=1e-4..1e-2, or --set units=32,64,128',
    });
  const { source, sha256 } = await bundleJob(job);
  const jobs = drawTrials(spaceOf(set), trials, seed).map((values) => loadJob(withSettings(source, values)));
  const { name, epochs } = jobs[0]!;
  const sweep: SavedSweep = {
    job: extname(job) === '' ? job : resolve(job),
    ...{ jobName: name, jobSha256: sha256, set, trials: jobs.length, seed, metric, workers, download },
    epochs: flags.epochs ?? sameEpochs(jobs, epochs),
    ...(halving !== undefined && { halving }),
    ...(dataDir !== undefined && { dataDir: resolve(dataDir) }),
  };
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const folder = flags.out ?? join('sweeps', `${name}-${time}-${randomBytes(2).toString('hex')}`);
  if (existsSync(join(folder, SWEEP_FILE)))
    throw new LockstepError('STORAGE', `${folder} already holds a sweep`, {
      hint: `Go on with it: lockstep sweep --resume ${folder}`,
    });
  await makeFolder(folder);
  await write(folder, SWEEP_FILE, `${JSON.stringify(sweep, null, 2)}\n`);
  return { folder, sweep };
}

/** Trials are compared after the same epochs. */
function sameEpochs(jobs: readonly Job[], epochs: number): number {
  if (jobs.every((job) => job.epochs === epochs)) return epochs;
  throw new LockstepError('BAD_INPUT', 'the number of epochs follows from a setting of the sweep', {
    hint: 'Give --epochs, so that trials can be compared',
  });
}

async function reopen(folder: string): Promise<{ folder: string; sweep: SavedSweep }> {
  const sweep = savedSweep(await readFile(join(folder, SWEEP_FILE), 'utf8').catch(() => ''), folder);
  const { sha256 } = await bundleJob(sweep.job);
  if (sha256 === sweep.jobSha256) return { folder, sweep };
  throw new LockstepError('BAD_INPUT', `${sweep.job} is not what the sweep began with`, {
    hint: 'Bring it back, or begin a new sweep',
  });
}

const spaceOf = (set: Readonly<Record<string, string>>): Space =>
  Object.fromEntries(Object.entries(set).map(([name, text]) => [name, dimensionOf(name, text)]));

class Sweep {
  readonly #folder: string;
  readonly #sweep: SavedSweep;
  readonly #parallel: number;
  readonly #space: Space;
  readonly #values: readonly Values[];
  readonly #rules: Parameters<typeof tasksOf>[1];
  readonly #states: TrialState[] = [];
  readonly #terminal = new Terminal();
  /** By trial, those that are being trained. */
  readonly #running = new Map<number, Promise<void>>();
  readonly #gpus = visibleGpus();
  /** Places for trials at a time, each with GPUs of its own where there are some. */
  readonly #free: number[];

  constructor(folder: string, sweep: SavedSweep, parallel: number | undefined) {
    this.#folder = folder;
    this.#sweep = sweep;
    this.#space = spaceOf(sweep.set);
    this.#values = drawTrials(this.#space, sweep.trials, sweep.seed);
    const { epochs, halving, metric, workers } = sweep;
    this.#rules = {
      rungs: rungsOf(epochs, this.#values.length, halving),
      halving: halving ?? 1,
      more: moreIsBetter(metric),
    };
    const devices = this.#gpus.length || availableParallelism();
    this.#parallel = parallel ?? Math.max(1, Math.floor(devices / workers));
    this.#free = Array.from({ length: this.#parallel }, (_, place) => place);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { jobName, metric, set } = this.#sweep;
    const count = this.#values.length;
    const over = Object.entries(set).map(([name, text]) => `${name} ${text}`);
    this.#terminal.print(`${count} trials of ${jobName} over ${over.join(', ')}, watching ${metric}`);
    this.#terminal.print(
      `compared after ${this.#rules.rungs.join(', ')} epochs; ${this.#parallel} at a time; folder ${this.#folder}`,
    );
    for (let i = 0; i < count; i++) this.#states.push(await this.#read(i));
    // A trial that fails costs no other; one that is told to stop stops all.
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    try {
      for (let tasks = this.#tasks(); tasks.length > 0; tasks = this.#tasks()) {
        for (const { trial, epochs } of tasks) {
          if (this.#running.has(trial)) continue;
          const place = this.#free.shift();
          if (place === undefined) break;
          const training = this.#train(trial, epochs, place, both).finally(() => {
            this.#running.delete(trial);
            this.#free.push(place);
          });
          this.#running.set(trial, training);
        }
        await Promise.race(this.#running.values());
      }
    } catch (error) {
      stop.abort(error);
      await Promise.allSettled(this.#running.values());
      this.#terminal.print(`go on with: lockstep sweep --resume ${this.#folder}`);
      throw error;
    }
    await this.#tell();
  }

  #tasks() {
    return tasksOf(this.#states, this.#rules);
  }

  #read(trial: number): Promise<TrialState> {
    return readTrial(this.#runDir(trial), this.#rules.rungs, this.#sweep.metric);
  }

  #runDir(trial: number): string {
    return join(this.#folder, `trial-${String(trial + 1).padStart(3, '0')}`);
  }

  async #train(trial: number, epochs: number, place: number, signal: AbortSignal): Promise<void> {
    const { job, workers, dataDir, download, epochs: longest } = this.#sweep;
    const runDir = this.#runDir(trial);
    const threads = Math.max(1, Math.floor(availableParallelism() / (this.#parallel * workers)));
    const failure = await trainTrial(
      {
        runDir,
        logFile: `${runDir}.log`,
        epochs,
        gpus: gpusOf(place, workers, this.#gpus),
        begin: [
          job,
          ...Object.entries(this.#values[trial]!).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
        ],
        flags: [
          // Of a trial that is halted and goes on, and of one that is trained to the end, the same rates.
          ...['--schedule-epochs', String(longest)],
          ...['--workers', String(workers), '--threads', String(threads)],
          ...(dataDir === undefined ? [] : ['--data-dir', dataDir]),
          ...(download ? [] : ['--no-download']),
        ],
      },
      signal,
    );
    const state = await this.#read(trial);
    const missing = scoreAt(state, epochs) === undefined && failure === undefined;
    const why = missing ? `its history has no ${this.#sweep.metric}` : failure;
    this.#states[trial] = { ...state, ...(why !== undefined && { failed: true }) };
    const { metric } = this.#sweep;
    const score = scoreAt(state, epochs);
    const result =
      why === undefined ? `${metric} ${score!.toPrecision(4)}` : `failed: ${why} (${runDir}.log)`;
    this.#terminal.print(`trial ${trial + 1}, ${inWords(this.#values[trial]!)}, epoch ${epochs}: ${result}`);
  }

  /** The table, the picture and the best trial. */
  async #tell(): Promise<void> {
    const { metric, epochs } = this.#sweep;
    const order = ranked(this.#states, this.#rules);
    const results = order.map((trial) => ({
      number: trial + 1,
      values: this.#values[trial]!,
      state: this.#states[trial]!,
    }));
    await write(this.#folder, 'trials.csv', csvOf(results, metric));
    await write(this.#folder, 'sweep.svg', sweepSvg(results, this.#space, metric));
    for (const line of tableOf(results, metric)) this.#terminal.print(line);
    this.#terminal.print(
      `table: ${join(this.#folder, 'trials.csv')}, picture: ${join(this.#folder, 'sweep.svg')}`,
    );
    const best = results[0]!;
    if (best.state.failed || best.state.trained === 0) {
      throw new LockstepError('ENGINE', 'every trial has failed', {
        hint: `Read ${this.#runDir(order[0]!)}.log`,
      });
    }
    const runDir = this.#runDir(order[0]!);
    this.#terminal.print(`best: ${inWords(best.values)}; its model is in ${join(runDir, 'model')}`);
    this.#terminal.print(`train it further: lockstep train --resume ${runDir} --epochs ${2 * epochs}`);
  }
}

/** GPUs of the trial in a place; more places than GPUs share them. Pure. */
export function gpusOf(place: number, workers: number, gpus: readonly number[]): number[] {
  const own = Array.from({ length: workers }, (_, i) => gpus[(place * workers + i) % gpus.length]!);
  return gpus.length === 0 ? [] : [...new Set(own)];
}

/** Written aside and renamed, so that no file is ever half there. */
async function write(folder: string, name: string, content: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
