import { Worker } from 'node:worker_threads';
import type { Augmentation } from '../../api/augment.ts';
import type { Batch } from '../../api/data.ts';
import type { Prepared } from '../../api/prepared.ts';
import { type Answer, ThreadCalls } from '../../base/thread-calls.ts';
import { mixupIn } from '../../datasets/augmentation/check.ts';
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
}

/** Augments batches in a thread of its own, so that no augmentation holds up a heartbeat or an all-reduce. */
export class ThreadAugmenter implements Augmentations {
  readonly mixup: number | undefined;
  readonly #calls: ThreadCalls<AugmentCall>;

  constructor(options: AugmentOptions, augmentations: readonly Augmentation[]) {
    this.mixup = mixupIn(augmentations);
    const thread = new Worker(new URL('./augment-thread.js', import.meta.url), { workerData: options });
    this.#calls = new ThreadCalls(thread, 'augmentation thread', 'INTERNAL');
    thread.on('message', (answer: Answer) => this.#calls.answered(answer));
  }

  /** @throws LockstepError BAD_INPUT where an augmentation of the job's own fails */
  async augment(batch: Batch, epoch: number, numbers: Uint32Array): Promise<void> {
    await this.#calls.post({ batch, epoch, numbers });
  }

  async close(): Promise<void> {
    await this.#calls.close();
  }
}
