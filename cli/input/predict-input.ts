/** What a user gives `lockstep predict`, as inputs of the model. */

import * as z from 'zod';
import type { Encoding, Feature, LoadContext } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared } from '../../api/prepared.ts';
import { sizeOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import { parseIdx } from '../../datasets/formats/idx.ts';
import { loadWordIndex } from '../../datasets/imdb.ts';
import { askedOf } from '../../datasets/own/apply.ts';
import { encodeReview } from '../../datasets/preparation/reviews.ts';
import { levelsOfPng, SIDE } from './predict-image.ts';

const PNG_MAGIC = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
/** Enough of a big file to look at. */
const MOST_SAMPLES = 20;

export interface Sample {
  /** Encoded for the model's one input. */
  readonly values: Float32Array | Int32Array;
  /** The input in words, where that helps. */
  readonly shown?: string;
  /** 28 x 28 levels from 0 to 1, where the input is an image of bytes. */
  readonly image?: Float32Array;
}

export interface Samples {
  readonly samples: readonly Sample[];
  /** Of them and those that were too many. */
  readonly total: number;
}

/** Where the words of the training data are. */
export interface InputContext extends LoadContext {
  /** Whether those are of the generated corpus. */
  readonly substitute: boolean;
}

/**
 * Tells PNG, IDX, JSON (one list of numbers, or a list of such) and text apart by their content.
 * @throws LockstepError BAD_INPUT for anything that does not fit the job's input
 */
export async function samplesFrom(
  content: Buffer,
  { job: { name, data }, prepared }: { readonly job: Job; readonly prepared?: Prepared | undefined },
  context: InputContext,
): Promise<Samples> {
  const [input] = data.inputs;
  if (data.inputs.length !== 1 || !input) {
    throw new LockstepError('BAD_INPUT', `job ${name} has several inputs`, {
      hint: 'Predict from JavaScript',
    });
  }
  if (content.length === 0) throw new LockstepError('BAD_INPUT', 'the input is empty');
  const asked = prepared && (await askedOf(prepared, content, MOST_SAMPLES));
  if (asked) return { samples: asked, total: asked.length };
  const width = sizeOf(input.shape);
  const { encoding } = input;
  const isImage = takesImages(input);
  const expectImage = () => {
    if (isImage) return;
    throw new LockstepError('BAD_INPUT', `job ${name} does not take 28 x 28 images of bytes`, {
      hint: `Give ${width} numbers as JSON, as the columns of its data have them`,
    });
  };
  if (content.subarray(0, 4).equals(PNG_MAGIC)) {
    expectImage();
    const image = levelsOfPng(content, data.name === 'mnist');
    return { samples: [{ values: image, image }], total: 1 };
  }
  if ((content[0] === 0 && content[1] === 0) || (content[0] === 0x1f && content[1] === 0x8b)) {
    expectImage();
    return fromIdx(content, width);
  }
  const text = content.toString('utf8').trim();
  if (/^\[/.test(text)) return limited(fromJson(text, width, encoding, isImage));
  if (data.loader.kind === 'imdb') return limited(fromReviews(text, data.loader, await indexOf(context)));
  throw new LockstepError('BAD_INPUT', 'the input is neither PNG, IDX nor JSON', {
    hint: isImage ? 'Give an image as PNG' : `Give ${width} numbers as JSON`,
  });
}

const indexes = new WeakMap<InputContext, ReturnType<typeof loadWordIndex>>();

/** Read once for all that is asked in one context. */
function indexOf(context: InputContext): ReturnType<typeof loadWordIndex> {
  const index = indexes.get(context) ?? loadWordIndex(context, context.substitute);
  indexes.set(context, index);
  return index;
}

const limited = (samples: readonly Sample[]): Samples => ({
  samples: samples.slice(0, MOST_SAMPLES),
  total: samples.length,
});

function fromIdx(content: Buffer, width: number): Samples {
  const { shape, values } = parseIdx(content, '--input');
  const [total, ...each] = shape;
  const size = sizeOf(each);
  if (size !== width) {
    throw new LockstepError(
      'BAD_INPUT',
      `the IDX file holds ${each.join(' x ') || 'single numbers'}, the model takes 28 x 28 images`,
      {
        hint: 'Give the file of images, not that of labels',
      },
    );
  }
  const samples = Array.from({ length: Math.min(MOST_SAMPLES, total!) }, (_, i) => {
    const image = Float32Array.from(values.subarray(i * width, (i + 1) * width), (level) => level / 255);
    return { values: image, image };
  });
  return { samples, total: total! };
}

/** Levels of pixels, from 0 to 255; in other units nobody knows what a level of a picture is. */
export function takesImages({ shape, encoding }: Pick<Feature, 'shape' | 'encoding'>): boolean {
  return encoding.kind === 'scale' && sizeOf(shape) === SIDE * SIDE && encoding.scale === 1 / 255;
}

type Nested = number | readonly Nested[];
const Nested: z.ZodType<Nested> = z.lazy(() => z.union([z.number(), z.array(Nested)]));

/**
 * One sample as a list, of lists too, or a list of samples: numbers as the columns of the data have them, encoded
 * here. Images may have levels to 1 for those to 255.
 */
function fromJson(text: string, width: number, encoding: Encoding, isImage: boolean): Sample[] {
  let items: readonly Nested[];
  try {
    items = z.array(Nested).parse(JSON.parse(text));
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', 'the input is not JSON of numbers', { cause });
  }
  const flat = (item: Nested): number[] => (typeof item === 'number' ? [item] : item.flatMap(flat));
  const given = encoding.kind === 'oneHot' ? 1 : width;
  const one = flat(items);
  const isOne = given > 1 && (one.length === given || items.every((item) => typeof item === 'number'));
  const rows = isOne ? [one] : items.map(flat);
  const odd = rows.find((row) => row.length !== given);
  if (odd)
    throw new LockstepError('BAD_INPUT', `a sample has ${odd.length} numbers, the model takes ${given}`);
  return rows.map((row) => {
    const values = encoded(row, width, encoding, isImage);
    return isImage ? { values, image: values as Float32Array } : { values };
  });
}

/**
 * Numbers of one sample, as the column of a feature has them, encoded for the model.
 * @throws LockstepError BAD_INPUT for another count, or a number that is no id or class
 */
export function encodedNumbers(row: readonly number[], { name, shape, encoding }: Feature) {
  const width = sizeOf(shape);
  const given = encoding.kind === 'oneHot' ? 1 : width;
  if (row.length !== given) {
    throw new LockstepError('BAD_INPUT', `${name} has ${row.length} numbers, the model takes ${given}`);
  }
  return encoded(row, width, encoding, takesImages({ shape, encoding }));
}

/** Of one sample. @throws LockstepError BAD_INPUT for a number that is no id or class */
function encoded(
  row: readonly number[],
  width: number,
  encoding: Encoding,
  isImage: boolean,
): Sample['values'] {
  if (encoding.kind === 'scale') {
    const scale = isImage && row.every((level) => level <= 1) ? 1 : encoding.scale;
    return Float32Array.from(row, (value) => value * scale);
  }
  const odd = row.find(
    (id) => !Number.isInteger(id) || (encoding.kind === 'oneHot' && (id < 0 || id >= width)),
  );
  if (odd !== undefined) {
    const wanted = encoding.kind === 'oneHot' ? `a class from 0 to ${width - 1}` : 'a whole number';
    throw new LockstepError('BAD_INPUT', `the input holds ${odd}, and the model takes ${wanted}`);
  }
  return encoding.kind === 'ids'
    ? Int32Array.from(row)
    : new Float32Array(width).fill(1, row[0], row[0]! + 1);
}

/** One review a line. */
function fromReviews(
  text: string,
  { numWords, maxLen }: { numWords: number; maxLen: number },
  index: ReadonlyMap<string, number>,
): Sample[] {
  return text
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => {
      const words = line.toLowerCase().match(/[a-z0-9']+/g) ?? [];
      const values = new Int32Array(maxLen);
      // A word that is not in the index is as rare as can be.
      encodeReview(
        words.map((word) => index.get(word) ?? numWords),
        numWords,
        values,
      );
      return { values, shown: line };
    });
}
