/** Training samples, as a person reads them. */
import type { Batch, Feature, Split } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared } from '../../api/prepared.ts';
import { Augmenter } from '../../datasets/augmentation/augmenter.ts';
import { partnersOf } from '../../datasets/augmentation/chance.ts';
import { mixupIn } from '../../datasets/augmentation/check.ts';
import { splitOf } from '../../datasets/decode.ts';
import { makeEncoder } from '../../datasets/encode.ts';
import { rangesOf, rangesOfColumns } from '../../datasets/features.ts';
import { type Decoder, decoderOf } from '../../datasets/preparation/vocabulary.ts';
import { columnWidth, type RunData } from '../../datasets/records.ts';
import type { Picture } from '../terminal/picture.ts';
import { formatValue } from '../terminal/progress.ts';
import { pictureOf } from './picture-of.ts';

/** Numbers of a sample that are shown. */
const MOST_NUMBERS = 12;

/** An input of a sample: a picture, or words. */
export interface Part {
  readonly name: string;
  readonly picture?: Picture;
  readonly text?: string;
}

export interface Sample {
  readonly label?: string;
  readonly parts: readonly Part[];
  /** The same as the first epoch has it, where the job augments. */
  readonly augmented?: readonly Part[];
}

/** The first `count` numbers of `length`, or all of them. */
export function first(count: number, length: number): Uint32Array {
  return Uint32Array.from({ length: Math.min(count, length) }, (_, i) => i);
}

/** `count` numbers from all over `length`, or all of them. */
export function spread(count: number, length: number): Uint32Array {
  return first(count, length).map((i) => Math.floor((i * length) / Math.min(count, length)));
}

/** @param numbers of training samples */
export async function samplesOf(
  { data, augment = [], seed }: Job,
  { train: records, classes = [] }: RunData,
  prepared: Prepared | undefined,
  numbers: Uint32Array,
): Promise<Sample[]> {
  if (numbers.length === 0) return [];
  const decode = prepared?.raw.kind === 'text' ? await decoderOf(prepared.raw) : undefined;
  const ranges = rangesOf(data, rangesOfColumns(records.info));
  const partsOf = (batch: Batch, sample: number) =>
    data.inputs.map((input, i): Part => {
      const width = columnWidth(input);
      const values = batch.inputs[i]!.subarray(sample * width, (sample + 1) * width);
      const picture = pictureOf(input, values, ranges[input.name]!);
      return { name: input.name, ...(picture ? { picture } : { text: textOf(values, decode) }) };
    });
  const train = await splitOf(records, numbers);
  const { batch } = makeEncoder(data, train.columns, numbers.length)(train, [...numbers.keys()]);
  const target = data.targets.length === 1 ? data.targets[0] : undefined;
  const samples = Array.from(numbers.keys(), (sample): Sample => {
    const label = target && labelOf(train, target, sample, classes, decode);
    return { parts: partsOf(batch, sample), ...(label !== undefined && { label }) };
  });
  if (augment.length === 0) return samples;
  const mixup = mixupIn(augment);
  const { length } = records.info;
  const others = mixup === undefined ? [] : partnersOf(seed, 0, numbers, length, mixup);
  const wanted = Uint32Array.from([...numbers, ...others]);
  const split = await splitOf(records, wanted);
  const augmented = makeEncoder(data, split.columns, wanted.length)(split, [...wanted.keys()]).batch;
  new Augmenter(augment, data, seed).apply(augmented, 0, wanted);
  return samples.map((sample, i) => ({ ...sample, augmented: partsOf(augmented, i) }));
}

function textOf(values: Float32Array | Int32Array, decode: Decoder | undefined): string {
  if (decode && values instanceof Int32Array) return decode(values);
  const numbers = Array.from(values.subarray(0, MOST_NUMBERS), formatValue).join(' ');
  return `${numbers}${values.length > MOST_NUMBERS ? ` ... (${values.length} numbers)` : ''}`;
}

function labelOf(
  train: Split,
  target: Feature,
  sample: number,
  classes: readonly string[],
  decode: Decoder | undefined,
): string | undefined {
  const column = train.columns.find(({ name }) => name === target.column);
  if (!column) return undefined;
  const width = columnWidth(column);
  const values = column.values.subarray(sample * width, (sample + 1) * width);
  if (width === 1) return classes[values[0]!] ?? formatValue(values[0]!);
  // Ids of the same vocabulary: the tokens that follow.
  return decode && values instanceof Int32Array ? decode(values) : undefined;
}
