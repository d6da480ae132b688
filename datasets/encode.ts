import type { Batch, ColumnArray, Feature, Split } from '../api/data.ts';
import { LockstepError } from '../base/errors.ts';
import { columnOf } from './features.ts';
import { columnWidth } from './records.ts';

/** Encodes `records` of a split as the inputs and targets of the model. */
export type Encoder = (split: Split, records: ArrayLike<number>) => Batch;

/**
 * An encoder of batches up to `capacity` samples. Its arrays lie in shared memory and are used again: a
 * batch is good until the encoder has been called twice more.
 * @throws LockstepError BAD_INPUT when the job asks for a column that the data does not have; the encoder
 * BAD_DATA for a label that is not one of the classes
 */
export function makeEncoder(
  features: { inputs: readonly Feature[]; targets: readonly Feature[] },
  columns: Split['columns'],
  capacity: number,
): Encoder {
  const all = [...features.inputs, ...features.targets];
  const sources = all.map((feature) => columnOf(feature, columns));
  const buffers = [0, 1, 2].map(() => all.map((feature) => allocate(feature, capacity)));
  let turn = 0;
  return (split, records) => {
    const size = records.length;
    turn = (turn + 1) % buffers.length;
    const arrays = all.map((feature, f) => {
      const out = buffers[turn]![f]!;
      fill(feature, split.columns[sources[f]!]!.values, records, out);
      return out.subarray(0, size * columnWidth(feature));
    });
    return {
      size,
      inputs: arrays.slice(0, features.inputs.length),
      targets: arrays.slice(features.inputs.length),
    };
  };
}

function allocate({ shape, encoding }: Feature, capacity: number): Float32Array | Int32Array {
  const buffer = new SharedArrayBuffer(4 * capacity * columnWidth({ shape }));
  return encoding.kind === 'ids' ? new Int32Array(buffer) : new Float32Array(buffer);
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
  const scale = encoding.kind === 'scale' ? encoding.scale : 1;
  for (let i = 0; i < records.length; i++) {
    const from = records[i]! * width;
    const to = i * width;
    for (let k = 0; k < width; k++) out[to + k] = values[from + k]! * scale;
  }
}
