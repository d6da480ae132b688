/** Which trials of a sweep train on, and how far. Pure. */

/** What has become of a trial. */
export interface TrialState {
  /** Epochs that it was asked for and has come to the end of; 0 before the first. */
  readonly trained: number;
  /** The watched log after each epoch; undefined where it is missing or no number. */
  readonly scores: readonly (number | undefined)[];
  readonly failed?: boolean;
}

export interface Rules {
  /** Epochs at which trials are compared; after the last the sweep is over. */
  readonly rungs: readonly number[];
  /** Of the trials at a rung one in so many goes on. */
  readonly halving: number;
  /** Whether more of the watched log is better. */
  readonly more: boolean;
}

/** A trial, by its place, and the epochs that it is to be trained to. */
export interface Task {
  readonly trial: number;
  readonly epochs: number;
}

/**
 * Successive halving (Jamieson and Talwalkar 2016): `epochs`, and before them as many fractions of it as thin out the
 * trials to one. Without halving all trials are trained to the end.
 */
export function rungsOf(epochs: number, trials: number, halving: number | undefined): number[] {
  const rungs = [epochs];
  if (halving === undefined) return rungs;
  for (let left = Math.ceil(trials / halving); rungs[0]! >= halving; left = Math.ceil(left / halving)) {
    rungs.unshift(Math.floor(rungs[0]! / halving));
    if (left <= 1) break;
  }
  return rungs;
}

/** What is to be trained now; empty where nothing is left to do. Trials that are being trained are named too. */
export function tasksOf(trials: readonly TrialState[], rules: Rules): Task[] {
  let members = trials.map((_, i) => i);
  for (const epochs of rules.rungs) {
    const tasks = members.filter((i) => trials[i]!.trained < epochs && !trials[i]!.failed);
    if (tasks.length > 0) return tasks.map((trial) => ({ trial, epochs }));
    const keep = Math.ceil(members.length / rules.halving);
    members = ranking(trials, members, epochs, rules.more).slice(0, keep);
  }
  return [];
}

/** All trials, the best first: those that were trained longer come before others. */
export function ranked(trials: readonly TrialState[], { more }: Rules): number[] {
  const all = trials.map((_, i) => i);
  const reached = [...new Set(trials.map(({ trained }) => trained))].sort((a, b) => b - a);
  return reached.flatMap((epochs) =>
    ranking(
      trials,
      all.filter((i) => trials[i]!.trained === epochs),
      epochs,
      more,
    ),
  );
}

/** The log after so many epochs, or after the last where the trial has ended sooner. */
export function scoreAt({ scores }: TrialState, epochs: number): number | undefined {
  return scores[Math.min(epochs, scores.length) - 1];
}

/** Best first; those that have failed or have no score last; equal ones by number. */
function ranking(
  trials: readonly TrialState[],
  members: readonly number[],
  epochs: number,
  more: boolean,
): number[] {
  const worth = (i: number) => {
    const score = trials[i]!.failed ? undefined : scoreAt(trials[i]!, epochs);
    return score === undefined ? Number.NEGATIVE_INFINITY : more ? score : -score;
  };
  return members.toSorted((a, b) => (worth(a) === worth(b) ? a - b : worth(b) - worth(a)));
}
