/**
 * Gradients of convolutions, pools and products of many shapes, op by op and compiled, with two threads: for a process
 * whose heap is checked. Prints each shape before it comes to it, so that a crash names its own.
 *
 *     node dist/test/faults/convolutions.js <kind> [known|some|all]
 */
import { argv, stdout } from 'node:process';
import { numbersOf, OpBench, type OpCase } from '../support/ops.ts';

interface Shape {
  readonly batch: number;
  readonly image: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly strides: [number, number];
  readonly inside: number;
  readonly outside: number;
  readonly pad: 'same' | 'valid';
}

/** Where TensorFlow 2.21 is known to write past a buffer. */
const KNOWN: readonly Shape[] = [
  { batch: 9, image: [2, 2], kernel: [1, 1], strides: [1, 1], inside: 3, outside: 3, pad: 'same' },
  ...[1, 4].flatMap((batch) =>
    [1, 3, 8].flatMap((inside) =>
      [8, 16].map((size): Shape => {
        const image = [size, size] as const;
        return { batch, image, kernel: [1, 1], strides: [2, 2], inside, outside: 2 * inside, pad: 'same' };
      }),
    ),
  ),
];

function* allShapes(): Generator<Shape> {
  for (const batch of [1, 3])
    for (const strides of [
      [1, 1],
      [2, 2],
      [3, 3],
      [2, 1],
    ] as [number, number][])
      for (const kernel of [
        [1, 1],
        [2, 2],
        [3, 3],
        [5, 5],
        [1, 3],
      ] as const)
        for (const [inside, outside] of [
          [1, 1],
          [1, 4],
          [3, 8],
          [17, 5],
        ] as const)
          for (const image of [
            [5, 5],
            [8, 8],
            [16, 16],
            [9, 6],
          ] as const)
            for (const pad of ['same', 'valid'] as const) {
              yield { batch, image, kernel, strides, inside, outside, pad };
            }
}

/** The op of a kind with a shape; undefined where there is none. */
const KINDS: Readonly<Record<string, (shape: Shape) => Omit<OpCase, 'name'> | undefined>> = {
  plain: ({ batch, image, kernel, strides, inside, outside, pad }) => ({
    shapes: [
      [batch, ...image, inside],
      [...kernel, inside, outside],
    ],
    of: (tf, x, filter) => tf.conv2d(x, filter, strides, pad),
  }),
  depthwise: ({ batch, image, kernel, strides, inside, pad }) =>
    strides[0] === strides[1]
      ? {
          shapes: [
            [batch, ...image, inside],
            [...kernel, inside, 2],
          ],
          of: (tf, x, filter) => tf.depthwiseConv2d(x, filter, strides, pad),
        }
      : undefined,
  transposed: ({ batch, image, kernel, strides, inside, outside, pad }) => ({
    shapes: [
      [batch, ...image, inside],
      [...kernel, outside, inside],
    ],
    of: (tf, x, filter) => {
      const [height, width] = image.map((size, i) =>
        pad === 'same' ? size * strides[i]! : (size - 1) * strides[i]! + kernel[i]!,
      ) as [number, number];
      return tf.conv2dTranspose(x, filter, [batch, height, width, outside], strides, pad);
    },
  }),
  volume: ({ batch, image, kernel, strides, inside, outside, pad }) =>
    image[0] < 9
      ? {
          shapes: [
            [batch, image[0], ...image, inside],
            [kernel[0], ...kernel, inside, outside],
          ],
          of: (tf, x, filter) => tf.conv3d(x, filter, [strides[0], ...strides], pad),
        }
      : undefined,
  pool: ({ batch, image, kernel, strides, inside, pad }) => ({
    shapes: [[batch, ...image, inside]],
    of: (tf, x) => tf.maxPool(x, [...kernel], strides, pad).add(tf.avgPool(x, [...kernel], strides, pad)),
  }),
  product: ({ batch, image, strides, inside, outside }) => ({
    shapes: [
      [batch, strides[0], image[0], inside],
      [inside, outside],
    ],
    of: (tf, a, b) => tf.matMul(a, b),
  }),
};

const [, , kind = 'plain', which = 'known'] = argv;
const bench = await OpBench.open();
/** Of `some`: every so many of all shapes, prime to the sizes of the lists above. */
const EVERY = 23;
const all = [...allShapes()];
const shapes = { known: KNOWN, some: all.filter((_, i) => i % EVERY === 0), all }[which] ?? KNOWN;
let count = 0;
for (const shape of shapes) {
  const { kernel, image } = shape;
  const one = KINDS[kind]!(shape);
  if (!one || kernel[0] > image[0] || kernel[1] > image[1]) continue;
  stdout.write(`${JSON.stringify(shape)}\n`);
  const inputs = one.shapes.map((size, i) => numbersOf(size, i));
  await bench.run({ name: kind, ...one }, 'compiled', inputs);
  count++;
}
stdout.write(`done: ${count} shapes\n`, () => process.exit(0));
