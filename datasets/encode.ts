import { type ColumnArray, type DataSource, type Feature, featuresOf, type Split } from '../api/data.ts';
import { LockstepError } from '../base/errors.ts';
import { BatchPool, type HeldBatch } from './batch-pool.ts';
import { columnOf } from './features.ts';
import { columnWidth } from './records.ts';

/** Encodes the `records` of a split as inputs and targets of the model. The caller holds the batch, and releases it. */
export type Encoder = (split: Split, records: ArrayLike<number>) => HeldBatch;

/** Batches of one encoder that may be held at once: one is computed on, one waits for the next step, one is encoded. */
const BATCHES = 3;

/**
 * An encoder of batches up to `capacity` samples.
 * @param poisons whether released memory is overwritten with NaN, for tests; left out, the environment decides
 * @throws LockstepError BAD_INPUT when the job asks for a column that the data does not have; the encoder
 * BAD_DATA for a label that is not one of the classes
 */
export function makeEncoder(
  features: Pick<DataSource, 'inputs' | 'targets' | 'weights'>,
  columns: Split['columns'],
  capacity: number,
  poisons?: boolean,
): Encoder {
  const all = featuresOf(features);
  const sources = all.map((feature) => columnOf(feature, columns));
  const pool = new BatchPool(features, capacity, BATCHES, poisons);
  return (split, records) =>
    pool.take(records.length, (out, f) => fill(all[f]!, split.columns[sources[f]!]!.values, records, out));
}

function fill(
  { name, shape, encoding }: Feature,
  values: ColumnArray,
  records: ArrayLike<number>,
  out: Float32Array | Int32Array,
): void {
  const width = columnWidth({ shape });
  if (encoding.kind === 'oneHot') {
    out.fill(0, 0, records.length * width);
    for (let i = 0; i < records.length; i++) {
      const label = values[records[i]!]!;
      if (Number.isInteger(label) && label >= 0 && label < width) out[i * width + label] = 1;
      else
        throw new LockstepError(
          'BAD_DATA',
          `${name} ${label} of record ${records[i]} is not one of ${width} classes`,
        );
    }
    return;
  }
  if (encoding.kind === 'byClass') {
    for (let i = 0; i < records.length; i++) out[i] = encoding.weights[values[records[i]!]!] ?? 1;
    return;
  }
  const scale = encoding.kind === 'scale' ? encoding.scale : 1;
  for (let i = 0; i < records.length; i++) {
    const from = records[i]! * width;
    const to = i * width;
    for (let k = 0; k < width; k++) out[to + k] = values[from + k]! * scale;
  }
}
