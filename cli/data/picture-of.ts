/** The pictures among a job's inputs. Pure. */
import { PNG } from 'pngjs';
import type { Feature } from '../../api/data.ts';
import type { Range } from '../../api/ranges.ts';
import { SIDE } from '../input/predict-image.ts';
import type { Picture } from '../terminal/picture.ts';

/** Smaller ones are rather windows of a series. */
const LEAST_SIDE = 8;

/** A sample's input as a picture; undefined where it is none. @param range of the feature's numbers */
export function pictureOf(
  { shape, encoding }: Feature,
  values: ArrayLike<number>,
  { min, max }: Range,
): Picture | undefined {
  if (encoding.kind !== 'scale') return undefined;
  const isFlat = shape.length === 1 && shape[0] === SIDE * SIDE;
  const [height = 0, width = 0, channels = 1] = isFlat ? [SIDE, SIDE] : shape.length > 3 ? [] : shape;
  if (width < LEAST_SIDE || height < LEAST_SIDE || (channels !== 1 && channels !== 3)) return undefined;
  // Most pictures have levels from 0 to 1; others are drawn from their darkest to their lightest.
  const [black, white] = min >= 0 && max <= 1 ? [0, 1] : [min, max];
  const level = (value: number) => Math.round((255 * (value - black)) / (white - black || 1));
  const levels = Uint8Array.from(values, (value) => Math.min(255, Math.max(0, level(value))));
  return { width, height, channels, levels };
}

/** A picture as a page shows it. */
export function dataUrl({ width, height, channels, levels }: Picture): string {
  const png = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      png.data[4 * i + channel] = levels[i * channels + (channels === 1 ? 0 : channel)]!;
    }
    png.data[4 * i + 3] = 255;
  }
  return `data:image/png;base64,${PNG.sync.write(png).toString('base64')}`;
}
