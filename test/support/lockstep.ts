import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Finished, type LaunchOptions, launch, MAIN, type Running } from './process.ts';

export { type Finished, MAIN, type Running };

/** Starts the program as a user would; it does not outlive the test. */
export function start(args: readonly string[], options: LaunchOptions = {}): Running {
  const running = launch(args, options);
  onTestFinished(() => void running.child.kill('SIGKILL'));
  return running;
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
