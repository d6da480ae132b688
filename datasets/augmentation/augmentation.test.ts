import { expect, test } from 'vitest';
import type { DataSource, Feature } from '../../api/data.ts';
import { augment } from '../../api/index.ts';
import { memoryRecords } from '../records.ts';
import { Augmenter } from './augmenter.ts';
import { betaOf, drawsOf, normalOf } from './chance.ts';
import { expectAugmentable } from './check.ts';
import { contrast, recolour } from './colour.ts';
import { flip, rotation, shift, transform, translation, zoom } from './geometry.ts';
import { rehearse } from './rehearse.ts';

const feature = (name: string, shape: number[], kind: 'scale' | 'ids' = 'scale'): Feature => ({
  name,
  column: name,
  shape,
  encoding: kind === 'ids' ? { kind } : { kind, scale: 1 },
});
const source = (inputs: Feature[], targets = [feature('y', [2])]): DataSource => ({
  name: 'd',
  inputs,
  targets,
  loader: { kind: 'mnist', flavour: 'mnist' },
});

test('numbers follow from seed, epoch, sample and augmentation, and are spread evenly', () => {
  const first = (...place: [number, number, number, number]) => {
    const draw = drawsOf(...place);
    return [draw(), draw(), draw(), draw(), draw()];
  };
  expect(first(1, 2, 3, 4)).toEqual(first(1, 2, 3, 4));
  const others = [first(2, 2, 3, 4), first(1, 3, 3, 4), first(1, 2, 4, 4), first(1, 2, 3, 5)];
  expect(new Set([first(1, 2, 3, 4), ...others].flat()).size).toBe(25);
  const many = Array.from({ length: 4_000 }, (_, sample) => drawsOf(7, 0, sample, 0)());
  expect(many.reduce((a, b) => a + b, 0) / many.length).toBeCloseTo(0.5, 1);
});

test('Beta and normal numbers have the moments of their distributions', () => {
  const moments = (values: number[]) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
  };
  for (const alpha of [0.2, 1, 3]) {
    const values = Array.from({ length: 20_000 }, (_, sample) => betaOf(drawsOf(1, 0, sample, 0), alpha));
    const [mean, variance] = moments(values);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance! * 4 * (2 * alpha + 1)).toBeCloseTo(1, 1);
  }
  const normal = normalOf(drawsOf(1, 0, 0, 0));
  const [mean, variance] = moments(Array.from({ length: 20_000 }, () => normal()));
  expect([Math.abs(mean!) < 0.03, Math.abs(variance! - 1) < 0.05]).toEqual([true, true]);
});

/**
 * `keras.ops.image.affine_transform` (3.15.1) of the picture [3, 4, 1] of 0/11 to 11/11: turned by 0.4, zoomed by 1.3, and
 * moved by 0.75 to the right and 1.5 up; `RandomContrast` by 1.4. Python's `colorsys`: five colours, their hue turned by
 * 0.3, and their saturation times 0.4.
 */
const KNOWN: Readonly<Record<string, readonly number[]>> = {
  'rot reflect': [
    0.0461661, 0.129899, 0.31314, 0.513842, 0.161991, 0.38733, 0.61267, 0.838009, 0.486158, 0.68686, 0.870101,
    0.953834,
  ],
  'zoom reflect': [
    0.0, 0.0772727, 0.195455, 0.272727, 0.363636, 0.440909, 0.559091, 0.636364, 0.727273, 0.804545, 0.922727,
    1.0,
  ],
  'move reflect': [
    0.545455, 0.568182, 0.659091, 0.75, 0.727273, 0.75, 0.840909, 0.931818, 0.545455, 0.568182, 0.659091,
    0.75,
  ],
  'rot nearest': [
    0.0461661, 0.129899, 0.31314, 0.513842, 0.161991, 0.38733, 0.61267, 0.838009, 0.486158, 0.68686, 0.870101,
    0.953834,
  ],
  'zoom nearest': [
    0.0, 0.0772727, 0.195455, 0.272727, 0.363636, 0.440909, 0.559091, 0.636364, 0.727273, 0.804545, 0.922727,
    1.0,
  ],
  'move nearest': [
    0.545455, 0.568182, 0.659091, 0.75, 0.727273, 0.75, 0.840909, 0.931818, 0.727273, 0.75, 0.840909,
    0.931818,
  ],
  'rot constant': [
    0.0228435, 0.11486, 0.31314, 0.374586, 0.161991, 0.38733, 0.61267, 0.838009, 0.354404, 0.68686, 0.769369,
    0.471968,
  ],
  'zoom constant': [
    0.0, 0.0540909, 0.136818, 0.105, 0.2, 0.440909, 0.559091, 0.35, 0.28, 0.563182, 0.645909, 0.385,
  ],
  'move constant': [
    0.136364, 0.568182, 0.659091, 0.75, 0.0909091, 0.375, 0.420455, 0.465909, 0.0, 0.0, 0.0, 0.0,
  ],
  contrast: [
    0.0, 0.0, 0.0545455, 0.181818, 0.309091, 0.436364, 0.563636, 0.690909, 0.818182, 0.945455, 1.0, 1.0,
  ],
  hue: [0.16, 0.9, 0.1, 0.2, 0.38, 0.6, 0.8, 0.2, 0.42, 0.5, 0.5, 0.5, 0.0, 0.0, 0.0],
  sat: [0.9, 0.62, 0.58, 0.48, 0.6, 0.44, 0.56, 0.6, 0.8, 0.5, 0.5, 0.5, 0.0, 0.0, 0.0],
};
const picture = { height: 3, width: 4, channels: 1 };
const levels = () => Float32Array.from({ length: 12 }, (_, i) => i / 11);
const close = (values: Float32Array, name: string) =>
  expect(Math.max(...values.map((value, i) => Math.abs(value - KNOWN[name]![i]!))), name).toBeLessThan(2e-6);

test('pictures are moved as Keras moves them', () => {
  const moves = { rot: rotation(picture, 0.4), zoom: zoom(picture, 1.3), move: translation(-1.5, 0.75) };
  for (const [name, affine] of Object.entries(moves)) {
    for (const fill of ['reflect', 'nearest', 'constant'] as const) {
      const values = levels();
      transform(values, picture, affine, fill);
      close(values, `${name} ${fill}`);
    }
  }
  const mirrored = levels();
  flip(mirrored, picture, true, true);
  expect(mirrored).toEqual(levels().reverse());
});

test.each([1, 2, 3])('a move by whole pixels is the transform of one, of %d channels', (channels) => {
  const own = { height: 3, width: 4, channels };
  const numbers = Float32Array.from({ length: 12 * channels }, (_, i) => (i + 1) / 7);
  for (let down = -4; down <= 4; down++) {
    for (let right = -5; right <= 5; right++) {
      const [moved, wanted] = [numbers.slice(), numbers.slice()];
      shift(moved, own, down, right);
      transform(wanted, own, translation(down, right), 'constant');
      expect(moved, `${down} down, ${right} to the right`).toEqual(wanted);
    }
  }
});

test('a picture is mirrored pixel by pixel', () => {
  const own = { height: 2, width: 3, channels: 2 };
  const mirrored = (horizontal: boolean, vertical: boolean) => {
    const values = Float32Array.of(11, 12, 21, 22, 31, 32, 41, 42, 51, 52, 61, 62);
    flip(values, own, horizontal, vertical);
    return [...values];
  };
  expect(mirrored(true, false)).toEqual([31, 32, 21, 22, 11, 12, 61, 62, 51, 52, 41, 42]);
  expect(mirrored(false, true)).toEqual([41, 42, 51, 52, 61, 62, 11, 12, 21, 22, 31, 32]);
});

test('colours change as in Keras and in HSV', () => {
  const contrasted = levels();
  contrast(contrasted, 1, 1.4);
  close(contrasted, 'contrast');
  const colours = [0.9, 0.2, 0.1, 0.3, 0.6, 0.2, 0.2, 0.3, 0.8, 0.5, 0.5, 0.5, 0, 0, 0];
  const [turned, paler] = [Float32Array.from(colours), Float32Array.from(colours)];
  recolour(turned, 0.3, 1);
  close(turned, 'hue');
  recolour(paler, 0, 0.4);
  close(paler, 'sat');
});

test('tokens are dropped at their rate, padding never, and noise has its deviation', () => {
  const tokens = new Int32Array(2 * 1_000).fill(7).fill(0, 1_500);
  const noisy = new Float32Array(2 * 1_000);
  const data = source([feature('tokens', [1_000], 'ids'), feature('x', [1_000])]);
  const augmentations = [augment.tokenDropout(0.3), augment.noise(2)];
  const batch = { size: 2, inputs: [tokens, noisy], targets: [new Float32Array(4)] };
  new Augmenter(augmentations, data, 1).apply(batch, 0, [0, 1]);
  expect(tokens.slice(0, 1_500).filter((token) => token === 1).length / 1_500).toBeCloseTo(0.3, 1);
  expect(new Set(tokens.slice(1_500))).toEqual(new Set([0]));
  expect(Math.sqrt(noisy.reduce((sum, value) => sum + value * value, 0) / noisy.length)).toBeCloseTo(2, 0);
});

test('mixup mixes inputs and targets by one share', () => {
  const batch = {
    size: 4,
    inputs: [Float32Array.of(1, 1, 0, 0)],
    targets: [Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1)],
  };
  new Augmenter([augment.mixup(1)], source([feature('x', [1])]), 1).apply(batch, 0, [0, 1, 2, 3]);
  const [x] = batch.inputs;
  expect(x![0]).toBeGreaterThan(0);
  expect(x![0]).toBeLessThan(1);
  for (const row of [0, 1]) {
    expect(batch.targets[0]![2 * row]).toBeCloseTo(x![row]!, 6);
    expect(batch.targets[0]![2 * row + 1]).toBeCloseTo(1 - x![row]!, 6);
  }
});

test('augmentations that do not fit the data are refused', () => {
  const table = source([feature('features', [4])]);
  const grey = source([feature('image', [4, 4, 1])]);
  const colour = source([feature('image', [4, 4, 3])]);
  const tokens = source([feature('tokens', [9], 'ids')]);
  const check = (...[augmentations, data, ranges = {}]: Parameters<typeof expectAugmentable>) =>
    expectAugmentable(augmentations, data, ranges);
  expect(() => check([augment.flip()], table, {})).toThrow(/augment\.flip is for pictures.*features \[4\]/);
  expect(() => check([augment.hue(0.1)], grey, {})).toThrow(/red, green and blue/);
  const bytes = { image: { min: 0, max: 255, whole: true } };
  expect(() => check([augment.brightness(0.1)], grey, bytes)).toThrow(/from 0 to 1.*from 0 to 255/);
  expect(() => check([augment.tokenDropout(0.1)], table, {})).toThrow(/ids of tokens/);
  expect(() => check([augment.noise(1)], tokens, {})).toThrow(/are ids/);
  const sparse = { ...table, targets: [feature('y', [1], 'ids')] };
  expect(() => check([augment.mixup()], sparse, {})).toThrow(/y holds ids/);
  expect(() => check([augment.mixup(), augment.mixup()], table, {})).toThrow(/there twice/);
  expect(() => check([augment.crop(5)], colour, {})).toThrow(/larger than image/);
  check([augment.flip(), augment.hue(0.1), augment.noise(1), augment.mixup()], colour, {});
  expect(() => augment.rotation(2)).toThrow(/2 is not a number from 0 to 1/);
});

test('an augmentation of one’s own is tried before a worker starts', async () => {
  const train = memoryRecords({
    length: 2,
    columns: [
      { name: 'x', type: 'float32', shape: [2], values: new Float32Array(4) },
      { name: 'y', type: 'float32', shape: [2], values: new Float32Array(4) },
    ],
  });
  const data = source([feature('x', [2])]);
  const tried = (own: Parameters<typeof rehearse>[0][number]) => rehearse([own], data, train, 1);
  await tried((sample, draw) => ({ ...sample, inputs: { x: Float32Array.of(draw(), draw()) } }));
  await expect(tried(() => undefined as never)).rejects.toThrow(/gives nothing for x, which has 2/);
  const longer = tried(() => ({ inputs: { x: new Float32Array(3) }, targets: {} }));
  await expect(longer).rejects.toThrow(/gives 3 numbers for x/);
  const unsteady = tried((sample) => {
    sample.inputs.x![0] = Math.random();
    return sample;
  });
  await expect(unsteady).rejects.toThrow(/something else of a sample each time/);
});
