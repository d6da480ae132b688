/** The augmentation thread: augments batches in shared memory, one after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadJob } from '../../api/load.ts';
import { type Answer, failure } from '../../base/thread-calls.ts';
import { Augmenter } from '../../datasets/augmentation/augmenter.ts';
import type { AugmentCall, AugmentOptions } from './thread-augmenter.ts';

const port = parentPort!;
const { jobSource, prepared, seed } = workerData as AugmentOptions;
const { augment = [], data } = loadJob(jobSource, prepared);
const augmenter = new Augmenter(augment, data, seed);

port.on('message', ({ batch, epoch, numbers, part }: AugmentCall) => {
  let answer: Answer = { type: 'done', value: undefined };
  try {
    augmenter.apply(batch, epoch, numbers, part);
  } catch (error) {
    answer = failure(error, 'INTERNAL');
  }
  port.postMessage(answer);
});
