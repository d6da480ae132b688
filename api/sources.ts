import type { DataSource, Feature } from './data.ts';
import { expectOptions } from './words.ts';

interface HeldOutOptions {
  /** Share of the training samples, the last of them, that `val_...` and callbacks look at instead of the test split. */
  readonly validation?: number;
}

/** 28x28 grey images and ten classes; `flatten` gives vectors of 784, else images [28, 28, 1]; both 0 to 1. */
export function mnist(options: { flatten?: boolean } & HeldOutOptions = {}): DataSource {
  return imageSource('mnist', options);
}

/** Pairs of MNIST digits, inputs `left` and `right` [784] each; target 1 where both show the same digit. */
export function mnistPairs(): DataSource {
  const side = (name: string): Feature => ({
    name,
    column: name,
    shape: [784],
    encoding: { kind: 'scale', scale: 1 / 255 },
  });
  return {
    name: 'mnist-pairs',
    inputs: [side('left'), side('right')],
    targets: [{ name: 'same', column: 'same', shape: [1], encoding: { kind: 'scale', scale: 1 } }],
    loader: { kind: 'mnist', flavour: 'mnist', pairs: true },
  };
}

/** Ten kinds of clothing, in the shape of MNIST. */
export function fashionMnist(options: { flatten?: boolean } & HeldOutOptions = {}): DataSource {
  return imageSource('fashion-mnist', options);
}

/**
 * IMDB reviews as Keras's `load_data` and `pad_sequences` give them: int32 ids of the `numWords` most
 * frequent words, cut and padded in front to `maxLen`; target 1 for a positive review.
 */
export function imdb(options: { numWords?: number; maxLen?: number } & HeldOutOptions = {}): DataSource {
  expectOptions('imdb', options, ['numWords', 'maxLen', 'validation']);
  const { numWords = 20_000, maxLen = 80, validation } = options;
  return {
    name: 'imdb',
    inputs: [{ name: 'tokens', column: 'tokens', shape: [maxLen], encoding: { kind: 'ids' } }],
    targets: [{ name: 'label', column: 'label', shape: [1], encoding: { kind: 'scale', scale: 1 } }],
    loader: { kind: 'imdb', numWords, maxLen, ...(validation !== undefined && { validation }) },
  };
}

function imageSource(
  flavour: 'mnist' | 'fashion-mnist',
  options: { flatten?: boolean } & HeldOutOptions,
): DataSource {
  expectOptions(flavour, options, ['flatten', 'validation']);
  const { flatten = false, validation } = options;
  const image: Feature = {
    name: 'image',
    column: 'image',
    shape: flatten ? [784] : [28, 28, 1],
    encoding: { kind: 'scale', scale: 1 / 255 },
  };
  const label: Feature = {
    name: 'label',
    column: 'label',
    shape: [10],
    encoding: { kind: 'oneHot', depth: 10 },
  };
  return {
    name: flavour,
    inputs: [image],
    targets: [label],
    loader: { kind: 'mnist', flavour, ...(validation !== undefined && { validation }) },
  };
}
