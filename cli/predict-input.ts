/** What a user gives `lockstep predict`, as inputs of the model. */
import { PNG } from 'pngjs';
import { z } from 'zod';
import type { LoadContext } from '../api/data.ts';
import type { Job } from '../api/job.ts';
import { parseIdx } from '../coordinator/data/idx.ts';
import { encodeReview, loadWordIndex } from '../coordinator/data/imdb.ts';
import { LockstepError } from '../proto/errors.ts';

const PNG_MAGIC = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const SIDE = 28;
/** Enough of a big file to look at. */
const MOST_SAMPLES = 20;

export interface Sample {
  /** Encoded for the model's one input. */
  readonly values: Float32Array | Int32Array;
  /** The input in words, where that helps. */
  readonly shown?: string;
  /** 28 x 28 levels from 0 to 1, where the input is an image. */
  readonly image?: Float32Array;
}

/**
 * Tells PNG, IDX, JSON (one list of numbers, or a list of such) and text apart by their content.
 * @throws LockstepError BAD_INPUT for anything that does not fit the job's input
 */
export async function samplesFrom(
  content: Buffer,
  { name, data }: Job,
  context: LoadContext,
): Promise<Sample[]> {
  const [input] = data.inputs;
  if (data.inputs.length !== 1 || !input) {
    throw new LockstepError('BAD_INPUT', `job ${name} has several inputs`, {
      mend: 'Predict from JavaScript',
    });
  }
  const width = input.shape.reduce((product, side) => product * side, 1);
  const isImage = input.encoding.kind === 'scale' && width === SIDE * SIDE;
  if (content.subarray(0, 4).equals(PNG_MAGIC)) {
    if (!isImage) throw new LockstepError('BAD_INPUT', `job ${name} does not take images`);
    const image = fromPng(content);
    return [{ values: image, image }];
  }
  if ((content[0] === 0 && content[1] === 0) || (content[0] === 0x1f && content[1] === 0x8b)) {
    if (!isImage) throw new LockstepError('BAD_INPUT', `job ${name} does not take images`);
    const { shape, values } = parseIdx(content, '--input');
    const count = Math.min(MOST_SAMPLES, shape[0]!);
    return Array.from({ length: count }, (_, i) => {
      const image = Float32Array.from(values.subarray(i * width, (i + 1) * width), (level) => level / 255);
      return { values: image, image };
    });
  }
  const text = content.toString('utf8').trim();
  if (/^\[/.test(text)) return fromJson(text, width, input.encoding.kind === 'ids', isImage);
  if (data.loader.kind === 'imdb') return await fromReviews(text, data.loader, context);
  throw new LockstepError('BAD_INPUT', 'the input is neither PNG, IDX nor JSON', {
    mend: isImage ? 'Give an image as PNG' : `Give ${width} numbers as JSON`,
  });
}

const Row = z.array(z.number());

function fromJson(text: string, width: number, ids: boolean, isImage: boolean): Sample[] {
  let rows: number[][];
  try {
    const value: unknown = JSON.parse(text);
    const nested = z.array(z.unknown()).parse(value);
    const flat = (item: unknown): unknown =>
      Array.isArray(item) ? item.flat(Number.POSITIVE_INFINITY) : item;
    const one = nested.flat(Number.POSITIVE_INFINITY);
    rows = one.length === width ? [Row.parse(one)] : z.array(Row).parse(nested.map(flat));
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', 'the input is not JSON of numbers', { cause });
  }
  const odd = rows.find((row) => row.length !== width);
  if (odd)
    throw new LockstepError('BAD_INPUT', `a sample has ${odd.length} numbers, the model takes ${width}`);
  return rows.map((row) => {
    const values = ids ? Int32Array.from(row) : Float32Array.from(row);
    return isImage ? { values, image: Float32Array.from(row) } : { values };
  });
}

/** One review a line. */
async function fromReviews(
  text: string,
  { numWords, maxLen }: { numWords: number; maxLen: number },
  context: LoadContext,
): Promise<Sample[]> {
  const index = await loadWordIndex(context);
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

/** Any PNG as 28 x 28 levels, light on dark as in MNIST: averaged down, and inverted where it is dark on light. */
function fromPng(content: Buffer): Float32Array {
  let png: PNG;
  try {
    png = PNG.sync.read(content);
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', 'the PNG is damaged', { cause });
  }
  const { width, height, data } = png;
  const level = (x: number, y: number) => {
    const at = 4 * (y * width + x);
    return (0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!) / 255;
  };
  const image = new Float32Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    const [top, bottom] = [row, row + 1].map((edge) => Math.floor((edge * height) / SIDE)) as [
      number,
      number,
    ];
    for (let column = 0; column < SIDE; column++) {
      const [left, right] = [column, column + 1].map((edge) => Math.floor((edge * width) / SIDE)) as [
        number,
        number,
      ];
      let sum = 0;
      const [lastX, lastY] = [Math.max(left + 1, right), Math.max(top + 1, bottom)];
      for (let y = top; y < lastY; y++) for (let x = left; x < lastX; x++) sum += level(x, y);
      image[row * SIDE + column] = sum / ((lastX - left) * (lastY - top));
    }
  }
  const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
  return mean > 0.5 ? image.map((value) => 1 - value) : image;
}

/** Two rows of pixels a line of text, by half blocks in shades of grey. */
export function drawImage(image: Float32Array): string[] {
  const shades = ' ░▒▓█';
  return Array.from({ length: SIDE / 2 }, (_, line) =>
    Array.from({ length: SIDE }, (_, column) => {
      const [upper, lower] = [image[2 * line * SIDE + column]!, image[(2 * line + 1) * SIDE + column]!];
      return shades[Math.min(shades.length - 1, Math.floor(((upper + lower) / 2) * shades.length))];
    }).join(''),
  );
}
