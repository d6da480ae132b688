/** The compiled program as processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Folder of the compiled program: `npm test` and `npm run faults` compile first. */
export const DIST = dirname(dirname(createRequire(import.meta.url).resolve('lockstep')));
export const MAIN = join(DIST, 'cli/main.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Ends it with SIGKILL; resolves when it is gone, though a process that it has started may still have its output. */
  end(): Promise<void>;
  /** Resolves with the first match of what it prints. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface LaunchOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Folder that it is started in. */
  readonly cwd?: string;
  /** Program and arguments that start it, such as `ip netns exec <name>`. */
  readonly via?: readonly string[];
  /** Another compiled program than `lockstep`. */
  readonly main?: string;
  /** Opens a channel for messages to the process. */
  readonly ipc?: boolean;
}

const alive = new Set<ChildProcess>();

/** Ends all processes that `launch` has started. */
export function endAll(): void {
  for (const child of alive) child.kill('SIGKILL');
}

export function launch(args: readonly string[], options: LaunchOptions = {}): Running {
  const { env = {}, cwd, via = [], main = MAIN, ipc = false } = options;
  const [program, ...rest] = [...via, process.execPath, main, ...args];
  const child = spawn(program!, rest, {
    cwd,
    env: { ...process.env, LOCKSTEP_DATA_DIR: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc' as const] : [])],
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  let [stdout, stderr] = ['', ''];
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of listeners) listener();
  };
  child.stdout!.on('data', (data) => {
    stdout += data;
    heard();
  });
  child.stderr!.on('data', (data) => {
    stderr += data;
    heard();
  });
  const finished = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  const prints = async (pattern: RegExp) => {
    let look = () => {};
    const found = new Promise<RegExpExecArray>((resolve) => {
      look = () => {
        const match = pattern.exec(stdout + stderr);
        if (match) resolve(match);
      };
      listeners.add(look);
      look();
    });
    const over = finished.then(({ code }) => {
      throw new Error(`ended with ${code} before it printed ${pattern}:\n${stdout}${stderr}`);
    });
    try {
      return await Promise.race([found, over]);
    } finally {
      listeners.delete(look);
      over.catch(() => undefined);
    }
  };
  const exited = once(child, 'exit').then(() => undefined);
  // One that cannot be started says so by `finished`.
  exited.catch(() => undefined);
  const end = async () => {
    child.kill('SIGKILL');
    await exited.catch(() => undefined);
  };
  return { child, finished, end, prints };
}
