import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { within } from '../../base/abort.ts';
import { again } from '../../base/again.ts';
import { type LockstepError, nameError } from '../../base/errors.ts';
import { plural } from '../../base/plural.ts';
import type { RunEvent } from '../../proto/events.ts';
import type { EventOutlet } from '../events/outlet.ts';
import { artifactRoot, artifactsOf } from './mlflow-artifacts.ts';
import { MlflowClient, type MlflowLogin, type MlflowRun } from './mlflow-client.ts';
import {
  endMetrics,
  epochMetrics,
  type Metric,
  newParams,
  pairs,
  paramsOf,
  statusOf,
  stepMetrics,
  tagsOf,
} from './mlflow-words.ts';
import { stride } from './stride.ts';
import { TRACKERS_END_MS, type Tracked } from './tracked.ts';

/** Which run of which server has the metrics; and what it has not got. */
const MLFLOW_FILE = 'mlflow.json';
/** There is no id where the server never answered. */
const Saved = z.object({ url: z.string(), runId: z.string().optional() });

/** Most steps of a run whose metrics are sent: no chart shows more points. */
const MOST_STEPS = 5_000;
/** Most metrics of one request: the server takes no more. */
const MOST_AT_ONCE = 1_000;
/** Most metrics that wait while the server is away. Later ones of steps are left out, and counted. */
const MOST_KEPT = 20_000;
const FLUSH_MS = 1_000;
/** Longest pause between two attempts while the run goes on. */
const LONGEST_PAUSE_MS = 30_000;
/** Longest that the last files may take; what stalls is given up much sooner. */
const END_MS = TRACKERS_END_MS - 60_000;
/** At the end: attempts for each thing that is sent, and the pause after the first. */
const LAST = { after: ['UNREACHABLE'], attempts: 3, pauseMs: 500 } as const;

export interface MlflowOptions {
  /** `http://host:5000` */
  readonly url: string;
  readonly login: MlflowLogin;
  /** Left out: the job's name. */
  readonly experiment?: string | undefined;
}

/**
 * Keeps a run in MLflow: parameters, metrics by step and epoch, files, and how it ended. The server may be away: training
 * never waits for it. A run that is gone on with goes on there too.
 */
export class MlflowTracker implements EventOutlet {
  readonly #tracked: Tracked;
  readonly #experiment: string;
  readonly #client: MlflowClient;
  readonly #queue: Metric[] = [];
  /** Taken from the queue, and not yet known to have arrived. The server takes what is sent twice as one. */
  #sending: Metric[] = [];
  #stride = 1;
  #startedAt = 0;
  #run: MlflowRun | undefined;
  #working: Promise<void> | undefined;
  readonly #closing = new AbortController();
  /** How the run ended, until the server knows. */
  #end: { readonly status: string; readonly end_time: number } | undefined;
  #lost = 0;
  /** Why the server could not be reached at the last attempt. */
  #away: LockstepError | undefined;
  /** Why the server took something not, for good. */
  #refused: LockstepError | undefined;

  constructor({ url, login, experiment }: MlflowOptions, tracked: Tracked) {
    this.#tracked = tracked;
    this.#experiment = experiment || tracked.config.jobName || 'lockstep';
    this.#client = new MlflowClient(url, login);
  }

  hear(event: RunEvent): void {
    if (event.type === 'run_started') {
      this.#startedAt = Math.floor(event.time);
      this.#stride = stride(event.epochs * event.batchesPerEpoch, MOST_STEPS);
      this.#working ??= this.#work();
    }
    if (event.type === 'step' && event.logs && event.step % this.#stride === 0)
      this.#keep(stepMetrics(event), MOST_KEPT);
    if (event.type === 'epoch_ended') this.#keep(epochMetrics(event), 2 * MOST_KEPT);
    if (event.type === 'run_finished') this.#keep(endMetrics(event.summary, event.time), 2 * MOST_KEPT);
    const status = statusOf(event);
    if (status) this.#end = { status, end_time: Math.floor(event.time) };
  }

  /** Sends what is left, the run's files and how it ended, as far as the server takes them, and says what it did not. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#working;
    const unsent = await within(END_MS, 'sending the files', this.#sendFiles()).catch((raw) => {
      this.#away = nameError(raw);
      return ['the run’s files'];
    });
    const lost = this.#lost + this.#waiting;
    if (lost > 0) unsent.unshift(plural(lost, 'metric'));
    if (this.#end) unsent.push('how it ended');
    if (unsent.length > 0) await this.#tellUnsent(unsent.join(', '));
  }

  /** Metrics that have not arrived. */
  get #waiting(): number {
    return this.#queue.length + this.#sending.length;
  }

  #keep(metrics: readonly Metric[], most: number): void {
    if (this.#queue.length + metrics.length <= most) this.#queue.push(...metrics);
    else this.#lost += metrics.length;
  }

  /** Sends what comes, until the run is over or the server has refused it. */
  async #work(): Promise<void> {
    let failures = 0;
    while (!this.#closing.signal.aborted || this.#waiting > 0 || this.#end) {
      try {
        await this.#send();
        failures = 0;
        this.#answers();
      } catch (raw) {
        const error = nameError(raw);
        if (error.code !== 'UNREACHABLE') this.#refuse(error);
        else this.#missed(error);
        if (this.#refused && !this.#run) return;
        if (++failures >= LAST.attempts && this.#closing.signal.aborted) return;
      }
      await this.#pause(failures);
    }
  }

  async #send(): Promise<void> {
    this.#run ??= await this.#open();
    if (this.#sending.length === 0) this.#sending = this.#queue.splice(0, MOST_AT_ONCE);
    const { run_id } = this.#run.info;
    if (this.#sending.length > 0)
      await this.#client.post('runs/log-batch', { run_id, metrics: this.#sending });
    this.#sending = [];
    if (!this.#end || this.#waiting > 0) return;
    await this.#client.post('runs/update', { run_id, ...this.#end });
    this.#end = undefined;
  }

  /** Not while the run is over: then it waits only before another attempt. */
  async #pause(failures: number): Promise<void> {
    if (this.#closing.signal.aborted) {
      if (failures > 0) await delay(LAST.pauseMs);
      return;
    }
    const ms = Math.min(LONGEST_PAUSE_MS, FLUSH_MS * 2 ** failures);
    await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  /** The run that this one has had there before, or a new one. */
  async #open(): Promise<MlflowRun> {
    const { config, options, settings, directory, onNote } = this.#tracked;
    const { url } = this.#client;
    const run = (await this.#known()) ?? (await this.#create());
    const { run_id: runId, experiment_id: experimentId } = run.info;
    const { params, tags } = newParams(paramsOf(config, options, settings), run.data?.params ?? []);
    await this.#client.post('runs/update', { run_id: runId, status: 'RUNNING' });
    await this.#client.post('runs/log-batch', { run_id: runId, params: pairs(params), tags: pairs(tags) });
    await directory.writeJson(MLFLOW_FILE, { url, experimentId, runId });
    onNote(`MLflow has it at ${url}/#/experiments/${experimentId}/runs/${runId}`);
    return run;
  }

  async #known(): Promise<MlflowRun | undefined> {
    const text = await readFile(join(this.#tracked.directory.path, MLFLOW_FILE), 'utf8').catch(
      () => undefined,
    );
    if (text === undefined) return undefined;
    const saved = Saved.parse(JSON.parse(text));
    if (saved.url !== this.#client.url || saved.runId === undefined) return undefined;
    return await this.#client.run(saved.runId);
  }

  async #create(): Promise<MlflowRun> {
    const { config } = this.#tracked;
    const { run } = await this.#client.post<{ run: MlflowRun }>('runs/create', {
      experiment_id: await this.#client.experiment(this.#experiment),
      run_name: config.runId,
      start_time: this.#startedAt,
      tags: pairs(tagsOf(config)),
    });
    return run;
  }

  /** @returns those of the run's files that could not be sent */
  async #sendFiles(): Promise<string[]> {
    if (!this.#working) return [];
    const { directory, onNote } = this.#tracked;
    const { path } = directory;
    if (!this.#run || this.#away) return ['the run’s files'];
    const { artifact_uri: uri } = this.#run.info;
    const root = artifactRoot(uri);
    if (root === undefined) {
      onNote(`MLflow’s server takes no files (they belong in ${uri}); they stay in ${path}`);
      return [];
    }
    const unsent: string[] = [];
    for (const name of await artifactsOf(path)) {
      const arrived = await this.#arrives(() => this.#client.upload(`${root}/${name}`, join(path, name)));
      if (!arrived) unsent.push(name);
    }
    return unsent;
  }

  /** @returns whether it did; a server that did not answer is asked for nothing more */
  async #arrives(send: () => Promise<void>): Promise<boolean> {
    if (this.#away) return false;
    try {
      await again(send, LAST, new AbortController().signal);
      return true;
    } catch (raw) {
      const error = nameError(raw);
      if (error.code === 'UNREACHABLE') this.#away = error;
      else this.#refused = error;
      return false;
    }
  }

  #refuse(error: LockstepError): void {
    if (!this.#refused) this.#tracked.onNote(`${error.describe()}; training goes on`);
    this.#refused = error;
    this.#lost += this.#sending.length;
    this.#sending = [];
  }

  #missed(error: LockstepError): void {
    if (!this.#away && !this.#closing.signal.aborted)
      this.#tracked.onNote(`${error.describe()}; training goes on, and metrics wait`);
    this.#away = error;
  }

  #answers(): void {
    if (this.#away && !this.#closing.signal.aborted) this.#tracked.onNote('MLflow answers again');
    this.#away = undefined;
  }

  async #tellUnsent(unsent: string): Promise<void> {
    const { directory, onNote } = this.#tracked;
    const why = (this.#away ?? this.#refused)?.message ?? `more than ${MOST_KEPT} waited`;
    onNote(`MLflow has not got: ${unsent} (${why}). They stay in ${directory.path}`);
    const { url } = this.#client;
    const { run_id: runId, experiment_id: experimentId } = this.#run?.info ?? {};
    await directory.writeJson(MLFLOW_FILE, { url, experimentId, runId, unsent, why });
  }
}
