import * as z from 'zod';
import { LockstepError } from '../../base/errors.ts';

const Saved = z.object({
  /** Built-in name, or absolute path. */
  job: z.string(),
  jobName: z.string(),
  /** Of the job with its own values. */
  jobSha256: z.string(),
  /** What each setting is drawn from, as it was given. */
  set: z.record(z.string(), z.string()),
  trials: z.int().min(1),
  epochs: z.int().min(1),
  halving: z.int().min(2).optional(),
  metric: z.string(),
  seed: z.int().min(0),
  workers: z.int().min(1),
  dataDir: z.string().optional(),
  download: z.boolean(),
});

/** `sweep.json`: what a sweep was started with. All else follows from it and from the trials' runs. */
export type SavedSweep = z.infer<typeof Saved>;

/** @throws LockstepError BAD_INPUT where `text` is no such file */
export function savedSweep(text: string, folder: string): SavedSweep {
  try {
    return Saved.parse(JSON.parse(text));
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `${folder} holds no sweep`, {
      hint: 'Name the folder that lockstep sweep has printed',
      cause,
    });
  }
}
