import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { removeFolder } from './folders.ts';
import { type Finished, type LaunchOptions, launch, MAIN, type Running } from './process.ts';

export { type Finished, MAIN, type Running };

/** Starts the program as a user would; it does not outlive the test. */
export function start(args: readonly string[], options: LaunchOptions = {}): Running {
  const running = launch(args, options);
  onTestFinished(() => running.end());
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
  onTestFinished(() => removeFolder(folder));
  return folder;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into files of many shapes
export function readJson(...path: string[]): any {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export function readEvents(runDir: string): any[] {
  return readFileSync(join(runDir, 'events.jsonl'), 'utf8').split('\n').flatMap(eventOf);
}

/** A line that is on its way, or over which a coordinator was killed, is none. */
function eventOf(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
