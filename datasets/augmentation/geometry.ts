/** Where the pixels of a picture go. Pure; pictures are `[height, width, channels]`. */
import type { Fill } from '../../api/augment.ts';

export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Mirrors a picture in place. */
export function flip(values: Float32Array, picture: Picture, horizontal: boolean, vertical: boolean): void {
  const { height, width, channels } = picture;
  const row = width * channels;
  if (horizontal) {
    for (let from = 0; from < height * row; from += row) {
      for (
        let left = from, right = from + row - channels;
        left < right;
        left += channels, right -= channels
      ) {
        for (let c = 0; c < channels; c++) {
          const value = values[left + c]!;
          values[left + c] = values[right + c]!;
          values[right + c] = value;
        }
      }
    }
  }
  if (!vertical) return;
  for (let top = 0, bottom = (height - 1) * row; top < bottom; top += row, bottom -= row) {
    const upper = values.slice(top, top + row);
    values.copyWithin(top, bottom, bottom + row);
    values.set(upper, bottom);
  }
}

/** Moves a picture in place, down and right by whole pixels; what comes in is black. */
export function shift(values: Float32Array, picture: Picture, down: number, right: number): void {
  const { height, width, channels } = picture;
  const row = width * channels;
  const [across, kept] = [right * channels, Math.max(0, width - Math.abs(right)) * channels];
  for (let i = 0; i < height; i++) {
    // Rows are taken before others are put in their place.
    const y = down > 0 ? height - 1 - i : i;
    const [to, from] = [y * row, (y - down) * row];
    const end = to + row;
    if (y - down < 0 || y - down >= height || kept === 0) {
      values.fill(0, to, end);
    } else if (right >= 0) {
      values.copyWithin(to + across, from, from + kept);
      values.fill(0, to, to + across);
    } else {
      values.copyWithin(to, from - across, from + row);
      values.fill(0, to + kept, end);
    }
  }
}

/** The pixel at (x, y) is taken from `(a x + b y + c, d x + e y + f)`, as in Keras's `affine_transform`. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** By `angle` around the middle, in radians, as Keras's `RandomRotation` has it. */
export function rotation({ height, width }: Picture, angle: number): Affine {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [right, bottom] = [width - 1, height - 1];
  const x = (right - (cos * right - sin * bottom)) / 2;
  const y = (bottom - (sin * right + cos * bottom)) / 2;
  return [cos, -sin, x, sin, cos, y];
}

/** Shows `factor` times as much of each side, as Keras's `RandomZoom` has it. */
export function zoom({ height, width }: Picture, factor: number): Affine {
  const middle = (1 - factor) / 2;
  return [factor, 0, (width - 1) * middle, 0, factor, (height - 1) * middle];
}

/** Moves down by `y` pixels and right by `x`. */
export function translation(y: number, x: number): Affine {
  return [1, 0, -x, 0, 1, -y];
}

/** Carries out an affine transform in place, with bilinear interpolation. Its inner loop is kept plain, for its speed. */
export function transform(values: Float32Array, picture: Picture, affine: Affine, fill: Fill): void {
  const { height, width, channels } = picture;
  const [a, b, c, d, e, f] = affine;
  // With a black pixel behind the last one, where what lies outside is black.
  const before = new Float32Array(values.length + channels);
  before.set(values);
  const black = values.length;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = a * x + b * y + c;
      const fromY = d * x + e * y + f;
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      const right = fromX - left;
      const down = fromY - top;
      const x0 = placeOf(left, width, fill);
      const x1 = placeOf(left + 1, width, fill);
      const y0 = placeOf(top, height, fill);
      const y1 = placeOf(top + 1, height, fill);
      const from00 = x0 < 0 || y0 < 0 ? black : (y0 * width + x0) * channels;
      const from01 = x1 < 0 || y0 < 0 ? black : (y0 * width + x1) * channels;
      const from10 = x0 < 0 || y1 < 0 ? black : (y1 * width + x0) * channels;
      const from11 = x1 < 0 || y1 < 0 ? black : (y1 * width + x1) * channels;
      const to = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const upper = before[from00 + channel]! * (1 - right) + before[from01 + channel]! * right;
        const lower = before[from10 + channel]! * (1 - right) + before[from11 + channel]! * right;
        values[to + channel] = upper * (1 - down) + lower * down;
      }
    }
  }
}

/** Where a coordinate lies in a side of `size` pixels; -1 for black. */
function placeOf(at: number, size: number, fill: Fill): number {
  if (at >= 0 && at < size) return at;
  if (fill === 'constant') return -1;
  if (fill === 'nearest') return at < 0 ? 0 : size - 1;
  // ... c b a | a b c | c b a ...
  const round = ((at % (2 * size)) + 2 * size) % (2 * size);
  return round < size ? round : 2 * size - 1 - round;
}

/** Blackens the rectangle from (top, left) to before (bottom, right), as far as it lies in the picture. */
export function blacken(
  values: Float32Array,
  { height, width, channels }: Picture,
  [top, left, bottom, right]: readonly [number, number, number, number],
): void {
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y++) {
    const [from, to] = [Math.max(0, left), Math.min(width, right)];
    if (from < to) values.fill(0, (y * width + from) * channels, (y * width + to) * channels);
  }
}
