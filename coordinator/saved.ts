import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type Blobs, blobPath } from '../api/blobs.ts';
import { bundleJob } from '../api/bundle.ts';
import { PREPARED_FILE, type Prepared, parsePrepared } from '../api/prepared.ts';
import { settingsIn } from '../api/settings.ts';
import { shared } from '../base/chunks.ts';
import { LockstepError } from '../base/errors.ts';
import { contentSha256, sha256 } from '../base/hash.ts';
import { withoutMap } from '../base/script.ts';
import type { RunData } from '../datasets/records.ts';
import { RunOptions } from './run/options.ts';
import { stateOfRun } from './store/journal.ts';
import { CONFIG_FILE, JOB_FILE, piecesOf } from './store/run-directory.ts';

const Split = z.object({ length: z.int(), sha256: z.string() });
const Config = z.object({
  runId: z.string(),
  jobSha256: z.string(),
  jobBlobs: z.array(z.string().regex(/^[0-9a-f]{64}$/)).default([]),
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
    /** Left out where each epoch looks at the test split. */
    validation: Split.optional(),
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

/** What travels beside a run's job. @throws LockstepError BAD_INPUT when a file is missing or not what the job names */
export async function readBlobs(path: string, { jobBlobs }: Pick<SavedConfig, 'jobBlobs'>): Promise<Blobs> {
  const blobs = new Map<string, Uint8Array[]>();
  for (const sha256 of jobBlobs) {
    const file = join(path, blobPath(sha256));
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of piecesOf(file)) pieces.push(shared(piece));
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new LockstepError('BAD_INPUT', `the run lacks weights of its job: ${reason}`, {
        hint: 'Copy the whole run directory',
        cause,
      });
    }
    if (contentSha256(pieces) !== sha256)
      throw new LockstepError('BAD_INPUT', `${file} is damaged: its sha256 is not its name`, {
        hint: 'Copy the run directory again',
      });
    blobs.set(sha256, pieces);
  }
  return blobs;
}

/**
 * A run goes on only with the data that it began with: its steps are counted in batches of that data.
 * @throws LockstepError BAD_DATA that names the split which has changed
 */
export function expectSameData({ dataset }: Pick<SavedConfig, 'dataset'>, now: RunData): void {
  for (const name of ['train', 'validation', 'test'] as const) {
    const [before, split] = [dataset[name], now[name]?.info];
    if (split?.sha256 === before?.sha256) continue;
    const [had, has] = [before?.length ?? 0, split?.length ?? 0];
    const records = `${had} records of ${dataset.provenance}, now ${has} of ${now.provenance}`;
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
  { jobSha256, jobSource }: Pick<SavedConfig, 'jobSha256' | 'jobSource'>,
  path: string,
): Promise<string | undefined> {
  const own = `the run goes on with its own copy of the job, ${join(path, JOB_FILE)}`;
  try {
    const { source, sha256: now } = await bundleJob(job, { settings: settingsIn(jobSource) });
    if (withoutMap(source) === withoutMap(jobSource)) return undefined;
    const hashes = `sha256 ${now.slice(0, 8)}, not ${jobSha256.slice(0, 8)}`;
    return `${job} is not what the run began with (${hashes}): ${own}. To train the changed job, start a new run`;
  } catch (error) {
    return `${(error as Error).message}: ${own}`;
  }
}
