import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Finished, type LaunchOptions, launch, MAIN, type Running } from './process.ts';

export { type Finished, MAIN, type Running };

/** Starts the program as a user would; it does not outlive the test. */
export function start(args: readonly string[], options: LaunchOptions = {}): Running {
  const running = launch(args, options);
  onTestFinished(() => killed(running.child));
  return running;
}

/** Kills a process, and waits until it is gone: before that it may still write a file, and holds its ports. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

export function run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished> {
  return start(args, { env }).finished;
}

/** Runs the program to its end, with `input` from a pipe. */
export function runWithInput(args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}) {
  const all = { ...process.env, LOCKSTEP_DATA_DIR: '', ...env };
  return spawnSync(process.execPath, [MAIN, ...args], { input, env: all, encoding: 'utf8', maxBuffer: 1e8 });
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  // Processes that a killed one has started may live a moment longer, and write into it.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }));
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
