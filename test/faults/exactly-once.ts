import { epochOrder } from '../../datasets/sampling.ts';
import type { RunEvent } from '../../proto/events.ts';

export interface Sampling {
  readonly seed: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** Whether some rank's report of every step must be there. */
  readonly allTold: boolean;
}

/**
 * Checks from a run's events that each sample counts exactly once an epoch. A generation's steps count up to where
 * the next one goes on: what was committed beyond died with the ranks that had committed it. Of every step that
 * counts, some rank must have told, and where all ranks have, their samples must make up the batch.
 * @returns what is wrong, in words; empty where nothing is
 */
export function countedWrong(
  events: readonly RunEvent[],
  { seed, samples, batchSize, epochs, allTold }: Sampling,
): string[] {
  const wrong: string[] = [];
  const perEpoch = Math.ceil(samples / batchSize);
  const formed = events.filter((event) => event.type === 'generation_formed');
  const steps = events.filter((event) => event.type === 'step');
  const counts = Array.from({ length: epochs }, () => new Uint8Array(samples));
  const orders = counts.map((_, epoch) => epochOrder(seed, epoch, samples));
  for (const [i, { generation, nextStep, members }] of formed.entries()) {
    // Where everything died, the run goes on at a checkpoint, which may be older than a generation.
    const end = Math.min(perEpoch * epochs, ...formed.slice(i + 1).map((later) => later.nextStep));
    const records = new Map<number, typeof steps>();
    for (const record of steps) {
      if (record.generation !== generation) continue;
      records.set(record.step, [...(records.get(record.step) ?? []), record]);
    }
    for (let step = nextStep; step < end; step++) {
      const told = records.get(step) ?? [];
      const batch = Math.min(batchSize, samples - (step % perEpoch) * batchSize);
      const sum = told.reduce((total, record) => total + record.samples, 0);
      if (told.length === 0 && allTold) wrong.push(`nobody told of step ${step} in generation ${generation}`);
      if (told.length === members.length && sum !== batch) {
        wrong.push(`step ${step} had ${sum} samples, not ${batch}`);
      }
      const epoch = Math.floor(step / perEpoch);
      const first = (step % perEpoch) * batchSize;
      for (const id of orders[epoch]!.slice(first, first + batch)) counts[epoch]![id]!++;
    }
  }
  for (const [epoch, count] of counts.entries()) {
    const odd = count.filter((times) => times !== 1).length;
    if (odd > 0) wrong.push(`${odd} samples of epoch ${epoch} did not count exactly once`);
  }
  return wrong;
}
