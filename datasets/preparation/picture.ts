import type { SharpConstructor } from 'sharp';
import { BadRow } from '../formats/rows.ts';

/** More pixels are refused: a small file can claim a huge picture. */
const MOST_PIXELS = 100_000_000;

let loading: Promise<SharpConstructor> | undefined;

/** The library for pictures, which takes a quarter of a second to load: only who decodes pictures waits for it. */
async function library(): Promise<SharpConstructor> {
  const { default: sharp } = await import('sharp');
  // Pictures are decoded several at a time, each in one thread; nothing of them is kept.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

export interface PictureShape {
  /** `[height, width]` in pixels. */
  readonly size: readonly [number, number];
  readonly channels?: 1 | 3;
}

/**
 * The pixels of a JPEG, PNG or WebP, scaled, `[height, width, channels]`.
 * @param name for a message, where the picture has one
 * @throws BadRow when it is no picture
 */
export async function pixelsOf(
  input: string | Uint8Array,
  { size: [height, width], channels = 3 }: PictureShape,
  name = typeof input === 'string' ? input : 'the picture',
): Promise<Uint8Array> {
  loading ??= library();
  const sharp = await loading;
  try {
    const turned = sharp(input, { failOn: 'error', limitInputPixels: MOST_PIXELS }).rotate();
    const sized = turned.resize(width, height, { fit: 'fill' }).flatten();
    const { data, info } = await sized.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`);
    return channels === 3 ? data : greyOf(data);
  } catch (cause) {
    // The library says so of pictures that end too early.
    const why = (cause as Error).message.replace('Unknown error', 'it is damaged or cut off');
    throw new BadRow(`${name} cannot be read: ${why}`, 'Write it again as JPEG, PNG or WebP');
  }
}

/** Luma of ITU-R BT.601, rounded as PIL rounds it, and so Keras. What is grey stays what it is. */
function greyOf(pixels: Uint8Array): Uint8Array {
  const grey = new Uint8Array(pixels.length / 3);
  for (let i = 0, from = 0; i < grey.length; i++, from += 3) {
    const sum = 19_595 * pixels[from]! + 38_470 * pixels[from + 1]! + 7_471 * pixels[from + 2]!;
    grey[i] = (sum + 32_768) >>> 16;
  }
  return grey;
}
