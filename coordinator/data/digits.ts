import type { Dataset, Split } from '../../api/data.ts';
import { sfc32 } from '../../api/random.ts';

type Point = readonly [x: number, y: number];

const SIZE = 28;
const TRAIN = 60_000;
const TEST = 10_000;

/** Ways to write each digit: strokes through points of the unit square (y down), joined smoothly. */
const STROKES: readonly (readonly (readonly (readonly Point[])[])[])[] = [
  [
    [
      [
        [0.5, 0.1],
        [0.3, 0.25],
        [0.25, 0.55],
        [0.38, 0.88],
        [0.6, 0.88],
        [0.75, 0.55],
        [0.7, 0.25],
        [0.5, 0.1],
      ],
    ],
  ],
  [
    [
      [
        [0.52, 0.08],
        [0.5, 0.5],
        [0.5, 0.92],
      ],
    ],
    [
      [
        [0.34, 0.28],
        [0.52, 0.1],
      ],
      [
        [0.52, 0.1],
        [0.52, 0.92],
      ],
    ],
  ],
  [
    [
      [
        [0.25, 0.3],
        [0.36, 0.12],
        [0.6, 0.1],
        [0.73, 0.28],
        [0.6, 0.52],
        [0.25, 0.88],
      ],
      [
        [0.25, 0.88],
        [0.78, 0.86],
      ],
    ],
  ],
  [
    [
      [
        [0.26, 0.18],
        [0.5, 0.08],
        [0.72, 0.24],
        [0.6, 0.42],
        [0.42, 0.47],
      ],
      [
        [0.42, 0.47],
        [0.66, 0.53],
        [0.76, 0.72],
        [0.55, 0.92],
        [0.25, 0.82],
      ],
    ],
  ],
  [
    [
      [
        [0.58, 0.08],
        [0.4, 0.36],
        [0.2, 0.62],
      ],
      [
        [0.2, 0.62],
        [0.82, 0.62],
      ],
      [
        [0.62, 0.36],
        [0.6, 0.92],
      ],
    ],
    [
      [
        [0.28, 0.1],
        [0.26, 0.48],
      ],
      [
        [0.26, 0.48],
        [0.7, 0.48],
      ],
      [
        [0.7, 0.1],
        [0.68, 0.92],
      ],
    ],
  ],
  [
    [
      [
        [0.74, 0.1],
        [0.34, 0.12],
      ],
      [
        [0.34, 0.12],
        [0.3, 0.46],
      ],
      [
        [0.3, 0.46],
        [0.56, 0.4],
        [0.75, 0.62],
        [0.6, 0.87],
        [0.26, 0.86],
      ],
    ],
  ],
  [
    [
      [
        [0.66, 0.1],
        [0.4, 0.34],
        [0.28, 0.64],
        [0.4, 0.89],
        [0.64, 0.86],
        [0.7, 0.66],
        [0.52, 0.53],
        [0.3, 0.66],
      ],
    ],
  ],
  [
    [
      [
        [0.22, 0.13],
        [0.77, 0.12],
      ],
      [
        [0.77, 0.12],
        [0.55, 0.5],
        [0.42, 0.92],
      ],
    ],
    [
      [
        [0.22, 0.13],
        [0.77, 0.12],
      ],
      [
        [0.77, 0.12],
        [0.55, 0.5],
        [0.42, 0.92],
      ],
      [
        [0.4, 0.52],
        [0.72, 0.5],
      ],
    ],
  ],
  [
    [
      [
        ...([
          [0.5, 0.1],
          [0.31, 0.2],
          [0.36, 0.4],
          [0.6, 0.56],
          [0.71, 0.76],
          [0.5, 0.92],
        ] as const),
        ...([
          [0.28, 0.76],
          [0.4, 0.56],
          [0.65, 0.4],
          [0.69, 0.2],
          [0.5, 0.1],
        ] as const),
      ],
    ],
  ],
  [
    [
      [
        [0.7, 0.3],
        [0.5, 0.1],
        [0.3, 0.28],
        [0.44, 0.48],
        [0.66, 0.4],
        [0.7, 0.3],
      ],
      [
        [0.7, 0.3],
        [0.68, 0.6],
        [0.6, 0.92],
      ],
    ],
  ],
];

/** Digits drawn with a wavering pen: the same for everyone, of MNIST's shape, and not quite as hard. */
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
