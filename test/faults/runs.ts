/** The run that the faults are done to, and the same one undisturbed. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RunSummary } from '../../proto/events.ts';
import { writeDigits } from '../support/digits.ts';
import { removeFolder } from '../support/folders.ts';
import { DIST, MAIN } from '../support/process.ts';
import { Cluster, type ClusterOptions } from './cluster.ts';
import { countedWrong } from './exactly-once.ts';

export const WORKERS = 4;
export const STEPS_PER_EPOCH = 50;
const BATCH = 40;
const SEED = 1;
/** A small convolutional network. */
export const JOB = join(dirname(DIST), 'test/faults/small-cnn.ts');
export const TEST_DEADLINES = [
  '--heartbeat',
  '200',
  '--heartbeat-timeout',
  '1500',
  '--step-deadline',
  '2000',
];

/**
 * For ranks that die: their connections tell of it at once. On a busy machine short deadlines would tell of the living
 * too.
 */
export const PATIENT = ['--heartbeat-timeout', '60000', '--step-deadline', '60000'];

/** Drawn digits that fill whole epochs. */
export function digits(folder: string): string {
  const data = join(folder, 'data');
  return existsSync(data) ? data : writeDigits(data, BATCH * STEPS_PER_EPOCH, 200);
}

export interface ShapeOptions {
  readonly epochs: number;
  readonly reproducible?: boolean;
}

export function shape({ epochs, reproducible = true }: ShapeOptions): string[] {
  return [
    ...['--epochs', String(epochs), '--batch-size', String(BATCH), '--seed', String(SEED)],
    ...(reproducible ? ['--reproducible'] : []),
  ];
}

let runs = 0;

/** Four workers on loopback that train reproducibly, unless told otherwise. */
export async function cluster(
  folder: string,
  options: ShapeOptions & Partial<ClusterOptions>,
): Promise<Cluster> {
  return await Cluster.start({
    runDir: join(folder, `run-${++runs}`),
    job: JOB,
    dataDir: digits(folder),
    workers: WORKERS,
    ...options,
    flags: [...shape(options), ...TEST_DEADLINES, ...(options.flags ?? [])],
  });
}

const known = new Map<number, Promise<RunSummary>>();

/** What the same run comes to when nobody disturbs it: by one worker, which says the same to the last bit. */
export function undisturbed(epochs: number): Promise<RunSummary> {
  const run = known.get(epochs) ?? train(epochs);
  known.set(epochs, run);
  return run;
}

async function train(epochs: number): Promise<RunSummary> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-undisturbed-'));
  const args = ['train', JOB, '--workers', '1', '--data-dir', digits(folder), ...shape({ epochs })];
  const runDir = join(folder, 'run');
  try {
    await promisify(execFile)(process.execPath, [MAIN, ...args, '--run-dir', runDir]);
    return JSON.parse(readFileSync(join(runDir, 'summary.json'), 'utf8'));
  } finally {
    removeFolder(folder);
  }
}

/**
 * What a run that ended must fulfil, whatever was done to it; what is broken of it, in words.
 * @param allTold false where the coordinator died, and with it what it had been told last
 */
export async function broken(run: Cluster, epochs: number, allTold = true): Promise<string[]> {
  const summary = await run.summary();
  const expected = await undisturbed(epochs);
  const wrong = countedWrong(run.events(), {
    seed: SEED,
    samples: BATCH * STEPS_PER_EPOCH,
    batchSize: BATCH,
    epochs,
    allTold,
  });
  if (summary.steps !== epochs * STEPS_PER_EPOCH) wrong.push(`it counted ${summary.steps} steps`);
  // The run would have failed had its ranks ended with different weights.
  if (summary.weightsSha256 !== expected.weightsSha256)
    wrong.push('its weights are not those of the undisturbed run');
  return wrong;
}

/** How a row ends that says what came of a fault. */
export function verdict(wrong: readonly string[]): string {
  return wrong.length === 0
    ? 'each sample once, weights equal'
    : `**${[...new Set(wrong)].slice(0, 3).join('; ')}**`;
}
