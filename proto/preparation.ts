/** What batches take to be made, and which part of it holds a run up. Pure. */

/** The stages of samples on their way to a batch. */
export const STAGES = ['fetch', 'read', 'decode', 'augment'] as const;
export type Stage = (typeof STAGES)[number];

/** Time by stage, in ms or s. */
export type Preparation = Readonly<Record<Stage, number>>;

export const NO_PREPARATION: Preparation = { fetch: 0, read: 0, decode: 0, augment: 0 };

/** Part of the ranks' time that goes by in waiting for data from which on that is told. */
export const MUCH_WAITING = 0.1;

/** What a stage is, for a person. */
const SAID: Readonly<Record<Stage, string>> = {
  fetch: 'the network',
  read: 'reading from the disk',
  decode: 'decoding',
  augment: 'augmentation',
};

/** The stage that takes the longest, in words: the others are done in its shadow. Undefined where none takes any time. */
export function bottleneckOf(times: Readonly<Partial<Record<Stage, number>>>): string | undefined {
  const [stage] = STAGES.filter((one) => (times[one] ?? 0) > 0).sort((a, b) => times[b]! - times[a]!);
  return stage && SAID[stage];
}
