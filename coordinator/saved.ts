import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bundleJob } from '../api/bundle.ts';
import type { Dataset } from '../api/data.ts';
import { PREPARED_FILE, type Prepared, parsePrepared } from '../api/prepared.ts';
import { LockstepError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { hashOf } from '../datasets/records.ts';
import { RunOptions } from './run/options.ts';
import { entriesOf, JOURNAL_FILE } from './store/journal.ts';
import { JOB_FILE } from './store/run-directory.ts';

const Split = z.object({ length: z.int(), sha256: z.string() });
const Config = z.object({
  runId: z.string(),
  jobSha256: z.string(),
  job: z.string().optional(),
  options: RunOptions,
  dataset: z.object({ provenance: z.string(), train: Split, test: Split }),
});

/** What a run directory says of its run. */
export interface SavedConfig {
  readonly runId: string;
  readonly jobSource: string;
  readonly jobSha256: string;
  /** Name or path of the job that the run began with. */
  readonly job?: string;
  readonly options: RunOptions;
  /** The data that it began with. */
  readonly dataset: z.infer<typeof Config>['dataset'];
  /** What was learned of the job's own data, where it has such. */
  readonly prepared?: Prepared | undefined;
}

/** What a run has learned of its data. @throws LockstepError BAD_INPUT for a file that does not say it */
export async function readPrepared(folder: string): Promise<Prepared | undefined> {
  const path = join(folder, PREPARED_FILE);
  return existsSync(path) ? parsePrepared(await readFile(path, 'utf8'), path) : undefined;
}

/** Whether a folder holds a run, finished or not. */
export function holdsRun(path: string): boolean {
  return existsSync(join(path, JOURNAL_FILE));
}

/** Whether a folder holds a run that came to its end, and `epochs` (where given) asks for no more. */
export function hasFinished(path: string, epochs = 0): boolean {
  if (!holdsRun(path)) return false;
  const entries = entriesOf(readFileSync(join(path, JOURNAL_FILE), 'utf8'));
  const finished = entries.findLast((entry) => entry.type === 'finished');
  return finished !== undefined && finished.epochs >= epochs;
}

/** @throws LockstepError BAD_INPUT when the folder holds no run, or another one than it says */
export async function readSavedConfig(path: string): Promise<SavedConfig> {
  try {
    const { runId, jobSha256, job, options, dataset } = Config.parse(
      JSON.parse(await readFile(join(path, 'config.json'), 'utf8')),
    );
    const jobSource = await readFile(join(path, JOB_FILE), 'utf8');
    if (sha256(jobSource).toString('hex') !== jobSha256)
      throw new Error(`${JOB_FILE} is not the job of config.json`);
    const prepared = await readPrepared(path);
    return { runId, jobSource, jobSha256, job, options, dataset, prepared };
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `${path} holds no run to go on with: ${(cause as Error).message}`, {
      hint: 'Name the run directory that lockstep train has printed',
      cause,
    });
  }
}

/**
 * Steps count batches of the data that a run began with: of other data they would stand for something else.
 * @throws LockstepError BAD_DATA that names the split which has changed
 */
export function expectSameData({ dataset }: Pick<SavedConfig, 'dataset'>, now: Dataset): void {
  for (const name of ['train', 'test'] as const) {
    const [before, split] = [dataset[name], now[name]];
    if (hashOf(split) === before.sha256) continue;
    const records = `${before.length} records of ${dataset.provenance}, now ${split.length} of ${now.provenance}`;
    throw new LockstepError('BAD_DATA', `the ${name} data is not what the run began with (${records})`, {
      hint: 'Bring the data back, or start a new run; a load function must give the same data each time',
    });
  }
}

/**
 * What a user should know where a job is not, or not any more, what the run in `path` began with: it goes on with
 * its own copy, since weights and optimizer are of that one.
 */
export async function jobNote(
  job: string,
  { jobSha256 }: Pick<SavedConfig, 'jobSha256'>,
  path: string,
): Promise<string | undefined> {
  const own = `the run goes on with its own copy of the job, ${join(path, JOB_FILE)}`;
  try {
    const { sha256: now } = await bundleJob(job);
    if (now === jobSha256) return undefined;
    const hashes = `sha256 ${now.slice(0, 8)}, not ${jobSha256.slice(0, 8)}`;
    return `${job} is not what the run began with (${hashes}): ${own}. To train the changed job, start a new run`;
  } catch (error) {
    return `${(error as Error).message}: ${own}`;
  }
}
