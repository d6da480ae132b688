import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LockstepError } from '../base/errors.ts';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
/** A worker that dies sooner than this after its start, in ms, has failed to start. */
const SHORT_LIFE_MS = 10_000;
const MAX_SHORT_LIVES = 3;
/** Workers exit when their run ends. Those still alive after these times, in ms, get SIGTERM, then SIGKILL. */
const ASK_AFTER_MS = 1_000;
const KILL_AFTER_MS = 10_000;

export interface LaunchOptions {
  readonly workers: number;
  readonly coordinator: string;
  readonly token: string;
  /** Folder of certificates; left out, connections are not encrypted. */
  readonly tls?: string | undefined;
  /** Threads each worker's engine may use. */
  readonly threads: number;
  /** GPU of each worker (CUDA's numbering); empty without GPUs. */
  readonly gpus: readonly number[];
  /** Folder for the workers' logs. */
  readonly logDir: string;
  /** Called when a worker cannot be kept running. */
  readonly onGiveUp: (error: LockstepError) => void;
  /** Called when a log cannot be written: the run goes on without it. */
  readonly onLogLost: (error: LockstepError) => void;
}

/** Worker processes on this machine. One that dies during the run is started again, and joins the run again. */
export class LocalWorkers {
  readonly #options: LaunchOptions;
  readonly #children = new Map<number, ChildProcess>();
  readonly #shortLives = new Map<number, number>();
  #stopping = false;

  constructor(options: LaunchOptions) {
    this.#options = options;
    mkdirSync(options.logDir, { recursive: true });
    for (let index = 0; index < options.workers; index++) this.#start(index);
  }

  /** Resolves when all processes have exited. Call it when the run is over. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const children = [...this.#children.values()];
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
    const { coordinator, token, tls, threads, gpus, logDir } = this.#options;
    const startedAt = performance.now();
    const gpu = gpus[index];
    const child = spawn(
      process.execPath,
      [
        MAIN,
        'worker',
        '--coordinator',
        coordinator,
        '--worker-id',
        `worker-${index}`,
        '--peer-host',
        '127.0.0.1',
        '--threads',
        String(threads),
        ...(tls === undefined ? [] : ['--tls', tls]),
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
    const logPath = join(logDir, `worker-${index}.log`);
    child.once('error', (cause) => {
      this.#children.delete(index);
      const hint = 'Check the limits on processes and memory of this user';
      this.#options.onGiveUp(
        new LockstepError('STORAGE', `worker-${index} cannot be started: ${cause.message}`, { hint, cause }),
      );
    });
    if (child.pid === undefined) return;
    this.#children.set(index, child);
    this.#keepLog(child, logPath);
    child.once('exit', (code, signal) => {
      this.#children.delete(index);
      if (this.#stopping || code === 0) return;
      const short = performance.now() - startedAt < SHORT_LIFE_MS;
      const lives = short ? (this.#shortLives.get(index) ?? 0) + 1 : 0;
      this.#shortLives.set(index, lives);
      if (lives < MAX_SHORT_LIVES) return this.#start(index);
      this.#options.onGiveUp(
        new LockstepError(
          'TOO_FEW_WORKERS',
          `worker-${index} died ${lives} times at its start (${signal ?? `exit code ${code}`})`,
          { hint: `Read ${logPath}` },
        ),
      );
    });
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
