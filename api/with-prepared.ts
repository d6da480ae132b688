/** A job beside what was learned of its data. Pure. */
import type { Job } from './job.ts';
import type { Prepared, Target } from './prepared.ts';

/** What is kept beside an exported model, also where nothing was learned: its features and classes. */
export function learnedOf(
  job: Job,
  prepared: Prepared | undefined,
  classes: readonly string[] = [],
): Prepared {
  if (prepared?.target) return prepared;
  const { inputs, targets } = job.data;
  const target: Target | undefined =
    classes.length > 0
      ? { kind: 'classes', name: targets[0]?.name ?? 'class', classes: [...classes] }
      : undefined;
  return { inputs, targets, raw: { kind: 'arrays' }, ...prepared, ...(target && { target }) };
}

/** The job with the features that were learned of its data. */
export function withPrepared(job: Job, prepared: Prepared | undefined): Job {
  if (!prepared) return job;
  const { inputs, targets, weights, target } = prepared;
  const classes = target?.kind === 'classes' ? target.classes : undefined;
  return { ...job, data: { ...job.data, inputs, targets, weights, ...(classes && { classes }) } };
}
