import type { Dataset, Split } from '../../api/data.ts';
import { sfc32 } from '../../base/random.ts';
import { type Point, STROKES } from './digit-strokes.ts';

const SIZE = 28;
const TRAIN = 60_000;
const TEST = 10_000;

/** Generated digits in the shape of MNIST, drawn with a wavering pen. The same on every machine, and a little easier. */
export function drawnDigits(why: string): Dataset {
  const random = sfc32(28, 10);
  return {
    name: 'drawn-digits',
    provenance: `built-in drawn digits (${why})`,
    substitute: true,
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    train: drawDigits(TRAIN, random),
    test: drawDigits(TEST, random),
  };
}

/** `length` digits with their labels. */
export function drawDigits(length: number, random: () => number): Split {
  const images = new Uint8Array(length * SIZE * SIZE);
  const labels = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const digit = Math.floor(random() * 10);
    labels[i] = digit;
    drawDigit(digit, random, images.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE));
  }
  return {
    length,
    columns: [
      { name: 'image', type: 'uint8', shape: [SIZE, SIZE], values: images },
      { name: 'label', type: 'uint8', shape: [], values: labels },
    ],
  };
}

function drawDigit(digit: number, random: () => number, image: Uint8Array): void {
  const around = (spread: number) => (random() + random() + random() - 1.5) * spread;
  const ways = STROKES[digit]!;
  const angle = around(0.35);
  const slant = around(0.35);
  const [width, height] = [18 * (1 + around(0.25)), 21 * (1 + around(0.15))];
  const [left, top] = [14 + around(2), 14 + around(2)];
  const pen = 1.1 + random() * 0.9;
  const ink = 190 + random() * 65;
  const place = ([x, y]: Point): Point => {
    const u = (x - 0.5 + around(0.045)) * width;
    const v = (y - 0.5 + around(0.045)) * height;
    const s = u - slant * v;
    return [
      left + s * Math.cos(angle) - v * Math.sin(angle),
      top + s * Math.sin(angle) + v * Math.cos(angle),
    ];
  };
  for (const stroke of ways[Math.floor(random() * ways.length)]!) {
    const points = stroke.map(place);
    for (let k = 0; k + 1 < points.length; k++) {
      drawCurve(
        points[k - 1] ?? points[k]!,
        points[k]!,
        points[k + 1]!,
        points[k + 2] ?? points[k + 1]!,
        pen,
        ink,
        image,
      );
    }
  }
}

/** The piece from `b` to `c` of a Catmull-Rom spline, as a row of round dots. */
function drawCurve(
  a: Point,
  b: Point,
  c: Point,
  d: Point,
  pen: number,
  ink: number,
  image: Uint8Array,
): void {
  const dots = Math.ceil(Math.hypot(c[0] - b[0], c[1] - b[1]) / 0.7) + 1;
  for (let i = 0; i <= dots; i++) {
    const t = i / dots;
    const at = (k: 0 | 1) =>
      b[k] +
      0.5 *
        t *
        (c[k] - a[k] + t * (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k] + t * (3 * (b[k] - c[k]) + d[k] - a[k])));
    dot(at(0), at(1), pen, ink, image);
  }
}

function dot(x: number, y: number, radius: number, ink: number, image: Uint8Array): void {
  const reach = radius + 0.5;
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(SIZE - 1, y + reach); row++) {
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(SIZE - 1, x + reach); column++) {
      const cover = Math.min(1, Math.max(0, reach - Math.hypot(row - y, column - x)));
      const value = cover * ink;
      const at = row * SIZE + column;
      if (value > image[at]!) image[at] = value;
    }
  }
}
