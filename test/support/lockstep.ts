import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The compiled program: `npm test` compiles before it tests. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves with the first match of what it prints. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the program as a user would; it does not outlive the test. */
export function start(
  args: readonly string[],
  { env = {}, via = [] }: { env?: NodeJS.ProcessEnv; via?: string[] } = {},
): Running {
  const [program, ...rest] = [...via, process.execPath, MAIN, ...args];
  const child = spawn(program!, rest, {
    env: { ...process.env, LOCKSTEP_DATA_DIR: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (data) => {
    stdout += data;
    heard();
  });
  child.stderr.on('data', (data) => {
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
  return { child, finished, prints };
}

export function run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished> {
  return start(args, { env }).finished;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into files of many shapes
export function readJson(...path: string[]): any {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export function readEvents(runDir: string): any[] {
  const lines = readFileSync(join(runDir, 'events.jsonl'), 'utf8').split('\n');
  // The last line may be on its way, and a new coordinator begins on a new one.
  return lines.slice(0, -1).flatMap((line) => (line ? [JSON.parse(line)] : []));
}
