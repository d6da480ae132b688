/** Samples that are their own numbers, cut as the real feeds cut them. */

import type { DataSource, HeldOut } from '../../api/data.ts';
import { HeldBatch } from '../../datasets/batch-pool.ts';
import { memoryRecords, type RunData } from '../../datasets/records.ts';
import { epochOrder, positionsOf, type Share } from '../../datasets/sampling.ts';
import { NO_PREPARATION } from '../../proto/preparation.ts';
import type { Feed } from '../../worker/trainer/ports.ts';
import { SAMPLES } from './engine.ts';

export const BATCH_SIZE = 8;
const VALIDATION_SAMPLES = 4;
const TEST_SAMPLES = 6;
const LENGTHS = { train: SAMPLES, validation: VALIDATION_SAMPLES, test: TEST_SAMPLES };

export function numberFeed(seed: number): Feed {
  return {
    takePreparation: () => NO_PREPARATION,
    lengthOf: (split) => LENGTHS[split],
    async trainBatch(epoch: number, batchIndex: number, share: Share): Promise<HeldBatch> {
      const { start, end } = positionsOf(batchIndex, BATCH_SIZE, SAMPLES, share);
      return batchOf(Int32Array.from(epochOrder(seed, epoch, SAMPLES).slice(start, end)));
    },
    async heldOutBatch(_split: HeldOut, start: number, end: number): Promise<HeldBatch> {
      return batchOf(Int32Array.from({ length: end - start }, (_, i) => start + i));
    },
  };
}

function batchOf(ids: Int32Array): HeldBatch {
  return new HeldBatch({ size: ids.length, inputs: [ids], targets: [] }, () => {});
}

/** How the real feeds make such batches of the records below. */
export const NUMBERS: DataSource = {
  name: 'numbers',
  inputs: [{ name: 'x', column: 'x', shape: [1], encoding: { kind: 'ids' } }],
  targets: [],
  loader: { kind: 'custom', load: () => Promise.reject(new Error('there is no file')) },
};

/** The same as the coordinator knows them. */
export function numbers(): RunData {
  const split = (length: number) =>
    memoryRecords({
      length,
      columns: [{ name: 'x', type: 'int32', shape: [], values: Int32Array.from({ length }, (_, i) => i) }],
    });
  return {
    name: 'numbers',
    provenance: 'made up',
    substitute: false,
    train: split(SAMPLES),
    validation: split(VALIDATION_SAMPLES),
    test: split(TEST_SAMPLES),
    close: async () => {},
  };
}
