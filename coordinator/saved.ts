import { existsSync } from 'node:fs';
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
import { stateOfRun } from './store/journal.ts';
import { CONFIG_FILE, JOB_FILE } from './store/run-directory.ts';

const Split = z.object({ length: z.int(), sha256: z.string() });
const Config = z.object({
  runId: z.string(),
  jobSha256: z.string(),
  /** Name or path of the job that the run began with. */
  job: z.string().optional(),
  options: RunOptions,
  /** The data that the run began with. */
  dataset: z.object({
    provenance: z.string(),
    /** Generated data stood in for the real set. */
    substitute: z.boolean(),
    /** Names of the classes, where the set has classes. */
    classes: z.array(z.string()).default([]),
    train: Split,
    test: Split,
  }),
});

/** What a run directory says of its run: `config.json`, and the files beside it. */
export interface SavedConfig extends z.infer<typeof Config> {
  /** The job as one CommonJS module. */
  readonly jobSource: string;
  /** What was learned of the job's own data, where the job has such data. */
  readonly prepared?: Prepared | undefined;
}

/** Whether a folder holds a run that came to its end, and `epochs` (where given) asks for no more. */
export function hasFinished(path: string, epochs = 0): boolean {
  const finished = stateOfRun(path)?.finished;
  return finished !== undefined && finished >= epochs;
}

/** Reads a run directory. @throws LockstepError BAD_INPUT when a file of it is missing, malformed, or not the run's own */
export async function readSavedConfig(path: string): Promise<SavedConfig> {
  try {
    const config = Config.parse(JSON.parse(await readFile(join(path, CONFIG_FILE), 'utf8')));
    const jobSource = await readFile(join(path, JOB_FILE), 'utf8');
    if (sha256(jobSource).toString('hex') !== config.jobSha256)
      throw new Error(`${JOB_FILE} is not the job that ${CONFIG_FILE} names`);
    const preparedPath = join(path, PREPARED_FILE);
    const prepared = existsSync(preparedPath)
      ? parsePrepared(await readFile(preparedPath, 'utf8'), preparedPath)
      : undefined;
    return { ...config, jobSource, prepared };
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `${path} is not a run directory: ${(cause as Error).message}`, {
      hint: 'Name the run directory that lockstep train has printed',
      cause,
    });
  }
}

/**
 * A run goes on only with the data that it began with: its steps are counted in batches of that data.
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
 * A note for the user where the job is not (or no longer) the one that the run in `path` began with. The run goes on
 * with its own copy of the job, since its weights and optimizer belong to that copy.
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
