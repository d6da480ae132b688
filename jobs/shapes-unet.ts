import type { Tensor } from '@tensorflow/tfjs';
import { defineJob, sfc32 } from 'lockstep';

const SIDE = 48;
const CLASSES = ['background', 'disc', 'square', 'triangle'];

/** Whether a point is in a shape of that size around the middle. */
const INSIDE: readonly ((x: number, y: number, size: number) => boolean)[] = [
  () => false,
  (x, y, size) => x * x + y * y < size * size,
  (x, y, size) => Math.max(Math.abs(x), Math.abs(y)) < 0.85 * size,
  (x, y, size) => y < size && y > 1.7 * Math.abs(x) - size,
];

/** Pictures of three shapes of any grey, the later over the earlier, in noise; `mask` has the class of each pixel. */
function drawn(length: number, seed: number) {
  const random = sfc32(seed, SIDE);
  const image = new Float32Array(length * SIDE * SIDE);
  const mask = new Uint8Array(image.length);
  for (let picture = 0; picture < length; picture++) {
    const start = picture * SIDE * SIDE;
    image.fill(0.3 * random(), start, start + SIDE * SIDE);
    for (let shape = 0; shape < 3; shape++) {
      const kind = 1 + Math.floor(3 * random());
      const [left, top, size] = [SIDE * random(), SIDE * random(), 5 + 6 * random()];
      const grey = 0.4 + 0.6 * random();
      for (let at = 0; at < SIDE * SIDE; at++) {
        if (!INSIDE[kind]!((at % SIDE) - left, Math.floor(at / SIDE) - top, size)) continue;
        image[start + at] = grey;
        mask[start + at] = kind;
      }
    }
    for (let at = start; at < start + SIDE * SIDE; at++) image[at]! += 0.4 * (random() - 0.5);
  }
  const shape = [SIDE, SIDE];
  return {
    length,
    columns: [
      { name: 'image', type: 'float32', shape: [...shape, 1], values: image },
      { name: 'mask', type: 'uint8', shape, values: mask },
    ],
  } as const;
}

/** A U-Net (Ronneberger et al., 2015): down to what is there, up again to where it is, with bridges between. */
export default defineJob({
  name: 'shapes-unet',
  data: {
    name: 'shapes',
    inputs: [
      { name: 'image', column: 'image', shape: [SIDE, SIDE, 1], encoding: { kind: 'scale', scale: 1 } },
    ],
    targets: [{ name: 'mask', column: 'mask', shape: [SIDE, SIDE], encoding: { kind: 'ids' } }],
    loader: {
      kind: 'custom',
      load: async () => ({
        name: 'shapes',
        provenance: 'drawn shapes',
        substitute: false,
        train: drawn(4_000, 1),
        test: drawn(500, 2),
      }),
    },
  },
  model: (tf) => {
    type Symbolic = ReturnType<typeof tf.input>;
    const { conv2d, batchNormalization, maxPooling2d, upSampling2d, concatenate } = tf.layers;
    const convolve = (x: Symbolic, filters: number) => {
      for (let i = 0; i < 2; i++) {
        const convolution = conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' });
        x = batchNormalization().apply(convolution.apply(x)) as Symbolic;
      }
      return x;
    };
    const down = (x: Symbolic) => maxPooling2d({ poolSize: 2 }).apply(x) as Symbolic;
    const up = (x: Symbolic, bridge: Symbolic) =>
      concatenate().apply([upSampling2d({ size: [2, 2] }).apply(x) as Symbolic, bridge]) as Symbolic;
    const image = tf.input({ shape: [SIDE, SIDE, 1], name: 'image' });
    const fine = convolve(image, 16);
    const middle = convolve(down(fine), 32);
    const coarse = convolve(down(middle), 64);
    const sharp = convolve(up(convolve(up(coarse, middle), 32), fine), 16);
    const mask = conv2d({ filters: CLASSES.length, kernelSize: 1, activation: 'softmax', name: 'mask' });
    return tf.model({ inputs: image, outputs: mask.apply(sharp) as Symbolic });
  },
  optimizer: (tf) => tf.train.adam(0.002),
  loss: 'sparseCategoricalCrossentropy',
  metrics: [
    'accuracy',
    // Of all pixels that are a shape, or are taken for one: the part that is right.
    {
      name: 'iou',
      value: (mask, predicted) => counted(mask.greater(0).logicalAnd(mask.equal(classOf(predicted)))),
      of: (mask, predicted) => counted(mask.greater(0).logicalOr(classOf(predicted).greater(0))),
    },
  ],
  pictures: ({ image }, outputs, tf) => {
    const found = classOf(Object.values(outputs)[0]!)
      .cast('float32')
      .div(CLASSES.length - 1);
    const seen = image!.squeeze([3]).clipByValue(0, 1);
    return { shapes: tf.concat([seen.slice(0, 10), found.slice(0, 10)]) };
  },
  syncBatchNorm: true,
  batchSize: 32,
  epochs: 6,
});

function classOf(predicted: Tensor): Tensor {
  return predicted.argMax(-1);
}

function counted(pixels: Tensor): Tensor {
  return pixels.cast('float32').sum([1, 2]);
}
