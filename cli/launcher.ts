import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LockstepError } from '../base/errors.ts';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
/** A worker that dies sooner than this after its start has not got going. */
const SHORT_LIFE_MS = 10_000;
const MAX_SHORT_LIVES = 3;
const KILL_AFTER_MS = 10_000;

export interface LaunchOptions {
  readonly workers: number;
  readonly coordinator: string;
  readonly token: string;
  /** Folder of certificates; left out, workers talk in the clear. */
  readonly tls?: string | undefined;
  /** Threads each worker's engine may use. */
  readonly threads: number;
  /** GPU of each worker (CUDA's numbering); empty without GPUs. */
  readonly gpus: readonly number[];
  /** Folder for the workers' logs. */
  readonly logDir: string;
  /** Called when a worker cannot be kept running. */
  readonly onGiveUp: (error: LockstepError) => void;
}

/** Worker processes on this machine; one that dies during the run is started again and rejoins. */
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

  /** Asks all to leave, and kills those that do not. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const children = [...this.#children.values()];
    const kill = setTimeout(() => {
      for (const child of children) child.kill('SIGKILL');
    }, KILL_AFTER_MS);
    await Promise.all(
      children.map(async (child) => {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }),
    );
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
        // The token goes through the environment: command lines can be read by every user of the machine.
        env: {
          ...process.env,
          LOCKSTEP_TOKEN: token,
          // Its standard input ends with this process, however that dies; without, it would train on alone.
          LOCKSTEP_LIFELINE: 'stdin',
          ...(gpu !== undefined && { CUDA_VISIBLE_DEVICES: String(gpu) }),
        },
        stdio: ['pipe', 'pipe', 'pipe'],
        // Ctrl-C reaches the whole process group; the workers hear of it from us, in good order.
        detached: true,
      },
    );
    this.#children.set(index, child);
    const logPath = join(logDir, `worker-${index}.log`);
    const log = createWriteStream(logPath, { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('exit', (code, signal) => {
      log.end();
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
          { mend: `Read ${join(dirname(logPath), `worker-${index}.log`)}` },
        ),
      );
    });
  }
}
