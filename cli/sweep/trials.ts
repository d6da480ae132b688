import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { withLock } from '../../base/file-lock.ts';
import { legible } from '../../base/legible.ts';
import { hasFinished } from '../../coordinator/saved.ts';
import { parseHistory } from '../../coordinator/store/history.ts';
import { CONFIG_FILE, LOCK_FOLDER } from '../../coordinator/store/run-directory.ts';
import type { TrialState } from './plan.ts';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
/** Longest that a trial may take to end after it was asked to, in ms. */
const LONGEST_END_MS = 20_000;
/** What is read of the end of a log. */
const LOG_END = 2_000;

/** What a trial's folder says of it. @param rungs epochs that it may have been asked for */
export async function readTrial(
  runDir: string,
  rungs: readonly number[],
  metric: string,
): Promise<TrialState> {
  const trained = rungs.findLast((epochs) => hasFinished(runDir, epochs)) ?? 0;
  const text = await readFile(join(runDir, 'history.json'), 'utf8').catch(() => undefined);
  const epochs = text === undefined ? [] : parseHistory(text);
  return { trained, scores: epochs.map(({ logs }) => logs[metric]) };
}

export interface TrialRun {
  readonly runDir: string;
  readonly logFile: string;
  /** Arguments of `lockstep train` that begin the trial. */
  readonly begin: readonly string[];
  /** Arguments for both a beginning and going on. */
  readonly flags: readonly string[];
  readonly epochs: number;
  /** Those that the trial sees; empty without GPUs. */
  readonly gpus: readonly number[];
}

/**
 * Trains a trial to so many epochs, in a process of its own: from its start, or from where an earlier process left it.
 * @returns the last words of a trial that has failed; undefined for one that has come to the end of its epochs
 * @throws the signal's reason
 */
export async function trainTrial(trial: TrialRun, signal: AbortSignal): Promise<string | undefined> {
  const { runDir, logFile, begin, flags, epochs, gpus } = trial;
  const resumes = await canGoOn(runDir, signal);
  const how = resumes ? ['--resume', runDir] : [...begin, '--run-dir', runDir];
  const child = spawn(process.execPath, [MAIN, 'train', ...how, '--epochs', String(epochs), ...flags], {
    // It ends with this process, however that ends.
    env: {
      ...process.env,
      LOCKSTEP_LIFELINE: 'stdin',
      ...(gpus.length > 0 && { CUDA_VISIBLE_DEVICES: gpus.join() }),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  const log = createWriteStream(logFile, { flags: 'a' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    stream.on('data', (text) => {
      said = (said + text).slice(-LOG_END);
    });
  }
  // Where the log cannot be written, the pipe is still read: a full one blocks the trial.
  log.once('error', () => {
    for (const stream of [child.stdout, child.stderr]) stream.unpipe(log).resume();
  });
  let kill: NodeJS.Timeout | undefined;
  const end = () => {
    child.kill('SIGTERM');
    kill = setTimeout(() => child.kill('SIGKILL'), LONGEST_END_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    const [code] = await once(child, 'close');
    signal.throwIfAborted();
    if (code === 0) return undefined;
    return legible(stripVTControlCharacters(said.trimEnd().split('\n').at(-1) || `it ended with ${code}`));
  } finally {
    clearTimeout(kill);
    signal.removeEventListener('abort', end);
    log.end();
  }
}

/** Whether there is a run that can be gone on with. One that has kept nothing yet is removed. */
async function canGoOn(runDir: string, signal: AbortSignal): Promise<boolean> {
  if (!existsSync(runDir)) return false;
  // A trial whose sweep was killed may be about to end.
  const goesOn = await withLock(join(runDir, LOCK_FOLDER), signal, async () => {
    const checkpoints = await readdir(join(runDir, 'checkpoints')).catch(() => []);
    return existsSync(join(runDir, CONFIG_FILE)) && checkpoints.some((name) => name.endsWith('.safetensors'));
  });
  if (!goesOn) await rm(runDir, { recursive: true });
  return goesOn;
}
