import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineChoice } from '../base/engines.ts';
import { LockstepError } from '../base/errors.ts';
import { makeFolderSync } from '../base/folders.ts';
import { STANDARD_INPUT } from './flags.ts';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
/** A worker that dies sooner than this after its start, in ms, has failed to start. */
const SHORT_LIFE_MS = 10_000;
const MAX_SHORT_LIVES = 3;
/** Workers exit when their run ends. Those still alive after these times, in ms, get SIGTERM, then SIGKILL. */
const ASK_AFTER_MS = 1_000;
const KILL_AFTER_MS = 10_000;

export interface LaunchOptions {
  readonly workers: number;
  readonly token: string;
  /** Folder of certificates; left out, connections are not encrypted. */
  readonly tls?: string | undefined;
  /** Threads each worker's engine may use. */
  readonly threads: number;
  /** GPU of each worker (CUDA's numbering); empty without GPUs. */
  readonly gpus: readonly number[];
  /** Engine of each worker, where one was asked for. */
  readonly engine?: EngineChoice | undefined;
  /** Called when a worker cannot be kept running. */
  readonly onGiveUp: (error: LockstepError) => void;
  /** Called when a log cannot be written: the run goes on without it. */
  readonly onLogLost: (error: LockstepError) => void;
}

/** The run that workers take part in. */
export interface LedRun {
  /** `host:port` */
  readonly coordinator: string;
  /** Folder for the workers' logs. */
  readonly logDir: string;
}

/**
 * Worker processes on this machine. They begin at once to load what every run needs, and wait until they are told which
 * one to join. One that dies during the run is started again, and joins the run again.
 */
export class LocalWorkers {
  readonly #options: LaunchOptions;
  readonly #children = new Map<number, ChildProcess>();
  readonly #shortLives = new Map<number, number>();
  #run: LedRun | undefined;
  #stopping = false;

  constructor(options: LaunchOptions) {
    this.#options = options;
    for (let index = 0; index < options.workers; index++) this.#start(index);
  }

  join(run: LedRun): void {
    this.#run = run;
    makeFolderSync(run.logDir);
    for (let index = 0; index < this.#options.workers; index++) {
      const child = this.#children.get(index);
      if (child) this.#lead(child, index, run);
      else this.#start(index);
    }
  }

  /** Resolves when all processes have exited. Call it when the run is over, or cannot begin. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const children = [...this.#children.values()];
    if (!this.#run) for (const child of children) child.kill('SIGKILL');
    const all = (signal: NodeJS.Signals) => {
      for (const child of children) child.kill(signal);
    };
    const ask = setTimeout(() => all('SIGTERM'), ASK_AFTER_MS);
    const kill = setTimeout(() => all('SIGKILL'), KILL_AFTER_MS);
    await Promise.all(children.map((child) => once(child, 'exit')));
    clearTimeout(ask);
    clearTimeout(kill);
  }

  #start(index: number): void {
    const { token, tls, threads, gpus, engine } = this.#options;
    const startedAt = performance.now();
    const gpu = gpus[index];
    const child = spawn(
      process.execPath,
      [
        MAIN,
        'worker',
        '--coordinator',
        STANDARD_INPUT,
        '--worker-id',
        `worker-${index}`,
        '--peer-host',
        '127.0.0.1',
        '--threads',
        String(threads),
        ...(tls === undefined ? [] : ['--tls', tls]),
        ...(engine === undefined ? [] : ['--engine', engine]),
      ],
      {
        // The token goes through the environment, since every user of the machine can read command lines.
        env: {
          ...process.env,
          LOCKSTEP_TOKEN: token,
          // A worker exits when its standard input ends, as it does however this process dies.
          LOCKSTEP_LIFELINE: 'stdin',
          ...(gpu !== undefined && { CUDA_VISIBLE_DEVICES: String(gpu) }),
        },
        stdio: ['pipe', 'pipe', 'pipe'],
        // Ctrl-C signals a whole process group. Detached, workers do not get it and end with the run instead.
        detached: true,
      },
    );
    child.once('error', (cause) => {
      this.#children.delete(index);
      const hint = 'Check the limits on processes and memory of this user';
      this.#options.onGiveUp(
        new LockstepError('STORAGE', `worker-${index} cannot be started: ${cause.message}`, { hint, cause }),
      );
    });
    if (child.pid === undefined) return;
    this.#children.set(index, child);
    // A worker that has died reads nothing; its exit is told below.
    child.stdin!.on('error', () => {});
    if (this.#run) this.#lead(child, index, this.#run);
    child.once('exit', (code, signal) => {
      this.#children.delete(index);
      // Before there is a run, `join` starts it again.
      if (this.#stopping || code === 0 || !this.#run) return;
      const short = performance.now() - startedAt < SHORT_LIFE_MS;
      const lives = short ? (this.#shortLives.get(index) ?? 0) + 1 : 0;
      this.#shortLives.set(index, lives);
      if (lives < MAX_SHORT_LIVES) return this.#start(index);
      this.#options.onGiveUp(
        new LockstepError(
          'TOO_FEW_WORKERS',
          `worker-${index} died ${lives} times at its start (${signal ?? `exit code ${code}`})`,
          { hint: `Read ${logOf(this.#run, index)}` },
        ),
      );
    });
  }

  /** Tells a worker which run to join. */
  #lead(child: ChildProcess, index: number, run: LedRun): void {
    this.#keepLog(child, logOf(run, index));
    child.stdin!.write(`${run.coordinator}\n`);
  }

  /** Writes what a worker prints to its log. Where the log cannot be written, the pipe is still read: a full one blocks the worker. */
  #keepLog(child: ChildProcess, path: string): void {
    const log = createWriteStream(path, { flags: 'a' });
    const output = [child.stdout!, child.stderr!];
    for (const stream of output) stream.pipe(log, { end: false });
    // On `exit` the pipes may still hold output; on `close` they have been read to the end.
    child.once('close', () => log.end());
    log.once('error', (cause) => {
      for (const stream of output) stream.unpipe(log).resume();
      const hint = 'Check the free space and the rights of the run directory';
      this.#options.onLogLost(
        new LockstepError('STORAGE', `cannot write ${path}: ${cause.message}`, { hint, cause }),
      );
    });
  }
}

function logOf({ logDir }: LedRun, index: number): string {
  return join(logDir, `worker-${index}.log`);
}
