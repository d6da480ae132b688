/** Pictures as the model takes them, and on the terminal. Pure. */
import { PNG } from 'pngjs';
import { LockstepError } from '../../base/errors.ts';

export const SIDE = 28;
/** MNIST's digits fill a box of this size. */
const DIGIT_SIDE = 20;
/** Levels above this are ink. */
const INK = 0.1;

/** Levels from 0 (dark) to 1, row by row. */
interface Levels {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Any PNG as 28 x 28 levels, light on dark: inverted where its border is light, and made smaller. A digit is
 * brought to its place as MNIST's makers did: into a box of 20 x 20, with its centre of mass in the middle. What has
 * 28 x 28 pixels already stays as it is.
 * @throws LockstepError BAD_INPUT for what is no PNG
 */
export function levelsOfPng(content: Buffer, isDigit: boolean): Float32Array {
  let png: PNG;
  try {
    png = PNG.sync.read(content);
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', 'the PNG is damaged', { cause });
  }
  const levels = lightOnDark(decode(png));
  if (levels.width === SIDE && levels.height === SIDE) return levels.values;
  const ink = isDigit ? inkOf(levels) : undefined;
  return ink ? centred(levels, ink) : shrunk(levels, { left: 0, top: 0, ...levels }, SIDE, SIDE).values;
}

/** Luminance; what is transparent shows a background from which the ink stands out. */
function decode({ width, height, data }: PNG): Levels {
  const values = new Float32Array(width * height);
  const alpha = values.map((_, i) => data[4 * i + 3]! / 255);
  for (let i = 0; i < values.length; i++) {
    values[i] = (0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!) / 255;
  }
  const total = (weight: (i: number) => number) => values.reduce((sum, _, i) => sum + weight(i), 0);
  const isDark = total((i) => values[i]! * alpha[i]!) < 0.5 * total((i) => alpha[i]!);
  const background = isDark ? 1 : 0;
  return { width, height, values: values.map((v, i) => v * alpha[i]! + background * (1 - alpha[i]!)) };
}

function lightOnDark({ width, height, values }: Levels): Levels {
  const border = values.filter((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
  const mean = border.reduce((sum, value) => sum + value, 0) / border.length;
  return { width, height, values: mean > 0.5 ? values.map((value) => 1 - value) : values };
}

/** The smallest box around the ink; undefined for an empty picture. */
function inkOf({ width, values }: Levels): Box | undefined {
  let [left, top, right, bottom] = [width, values.length, -1, -1];
  for (const [i, value] of values.entries()) {
    if (value <= INK) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function centred(levels: Levels, ink: Box): Float32Array {
  const scale = DIGIT_SIDE / Math.max(ink.width, ink.height);
  const size = (length: number) => Math.max(1, Math.round(length * scale));
  const { width, height, values } = shrunk(levels, ink, size(ink.width), size(ink.height));
  const mass = values.reduce((sum, value) => sum + value, 0);
  const middle = (at: (i: number) => number, length: number) => {
    const mean = values.reduce((sum, value, i) => sum + value * (at(i) + 0.5), 0) / mass;
    return Math.min(SIDE - length, Math.max(0, Math.round(SIDE / 2 - mean)));
  };
  const left = middle((i) => i % width, width);
  const top = middle((i) => Math.floor(i / width), height);
  const image = new Float32Array(SIDE * SIDE);
  for (const [i, value] of values.entries()) {
    image[(top + Math.floor(i / width)) * SIDE + left + (i % width)] = value;
  }
  return image;
}

/** A part of a picture in other dimensions; each level is the mean of those that it stands for. */
function shrunk({ width: stride, values }: Levels, box: Box, width: number, height: number): Levels {
  const edges = (from: number, length: number, count: number) =>
    Array.from({ length: count }, (_, i): [number, number] => {
      const start = from + Math.floor((i * length) / count);
      return [start, Math.max(start + 1, from + Math.floor(((i + 1) * length) / count))];
    });
  const [columns, rows] = [edges(box.left, box.width, width), edges(box.top, box.height, height)];
  const result = rows.flatMap(([top, bottom]) =>
    columns.map(([left, right]) => {
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += values[y * stride + x]!;
      return sum / ((bottom - top) * (right - left));
    }),
  );
  return { width, height, values: Float32Array.from(result) };
}

/** Two rows of pixels a line of text, in shades of grey. */
export function drawImage(image: Float32Array): string[] {
  const shades = ' ░▒▓█';
  return Array.from({ length: SIDE / 2 }, (_, line) =>
    Array.from({ length: SIDE }, (_, column) => {
      const [upper, lower] = [image[2 * line * SIDE + column]!, image[(2 * line + 1) * SIDE + column]!];
      return shades[Math.min(shades.length - 1, Math.floor(((upper + lower) / 2) * shades.length))];
    }).join(''),
  );
}
