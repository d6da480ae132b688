import { Worker } from 'node:worker_threads';
import type { Augmentation } from '../../api/augment.ts';
import type { Batch } from '../../api/data.ts';
import type { Prepared } from '../../api/prepared.ts';
import { type Answer, ThreadCalls } from '../../base/thread-calls.ts';
import { mixupIn } from '../../datasets/augmentation/check.ts';
import { evenRange, type Range } from '../../datasets/sampling.ts';
import type { Augmentations } from './batches.ts';

/** What the thread is made with. */
export interface AugmentOptions {
  readonly jobSource: string;
  readonly prepared: Prepared | undefined;
  /** Of the run. */
  readonly seed: number;
}

export interface AugmentCall {
  /** In shared memory; augmented in place. */
  readonly batch: Batch;
  readonly epoch: number;
  /** Of the batch's samples, in the training split. */
  readonly numbers: Uint32Array;
  /** Which of the batch's own samples. */
  readonly part: Range;
}

/** Most threads that are worth their memory. */
const MOST_THREADS = 4;

/** Augments batches in threads of their own, so that no augmentation holds up a heartbeat or an all-reduce. */
export class ThreadAugmenter implements Augmentations {
  readonly mixup: number | undefined;
  readonly #threads: readonly ThreadCalls<AugmentCall>[];

  /** @param cores that this worker may compute with; half of them augment */
  constructor(options: AugmentOptions, augmentations: readonly Augmentation[], cores: number) {
    this.mixup = mixupIn(augmentations);
    const threads = Math.max(1, Math.min(MOST_THREADS, Math.floor(cores / 2)));
    this.#threads = Array.from({ length: threads }, () => {
      const thread = new Worker(new URL('./augment-thread.js', import.meta.url), { workerData: options });
      const calls = new ThreadCalls<AugmentCall>(thread, 'augmentation thread', 'INTERNAL');
      thread.on('message', (answer: Answer) => calls.answered(answer));
      return calls;
    });
  }

  /** @throws LockstepError BAD_INPUT where an augmentation of the job's own fails */
  async augment(batch: Batch, epoch: number, numbers: Uint32Array): Promise<void> {
    const own = this.mixup === undefined ? batch.size : batch.size / 2;
    const parts = this.#threads.map((thread, i) =>
      thread.post({ batch, epoch, numbers, part: evenRange(own, i, this.#threads.length) }),
    );
    // All of them are done with the batch before it is somebody else's.
    await Promise.allSettled(parts);
    await Promise.all(parts);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
