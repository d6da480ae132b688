/**
 * Augmentations: what is done to training samples, anew in each epoch. Each is a pure function of the run's seed, the
 * epoch and the sample, so the number of workers, a death or a resume changes nothing.
 */
import { LockstepError } from '../base/errors.ts';

/** What lies outside of a picture that is moved: its mirror image, its edge, or black. */
export type Fill = 'reflect' | 'nearest' | 'constant';

export type BuiltInAugmentation =
  | { readonly kind: 'flip'; readonly direction: 'horizontal' | 'vertical' | 'both' }
  | { readonly kind: 'rotation'; readonly factor: number; readonly fill: Fill }
  | { readonly kind: 'zoom'; readonly factor: number; readonly fill: Fill }
  | { readonly kind: 'translation'; readonly height: number; readonly width: number; readonly fill: Fill }
  | { readonly kind: 'crop'; readonly padding: number }
  | { readonly kind: 'cutout'; readonly size: number }
  | { readonly kind: 'brightness'; readonly factor: number }
  | { readonly kind: 'contrast'; readonly factor: number }
  | { readonly kind: 'saturation'; readonly factor: number }
  | { readonly kind: 'hue'; readonly factor: number }
  | { readonly kind: 'noise'; readonly deviation: number }
  | { readonly kind: 'mixup'; readonly alpha: number }
  | { readonly kind: 'tokenDropout'; readonly rate: number; readonly id: number };

/** A training sample as the model gets it: numbers by the names of inputs and targets, row by row. */
export interface AugmentedSample {
  readonly inputs: Readonly<Record<string, Float32Array | Int32Array>>;
  readonly targets: Readonly<Record<string, Float32Array | Int32Array>>;
}

/**
 * An augmentation of one's own: gives a sample of the same shapes, the given one changed in place or another. All chance
 * comes from `draw`, which gives numbers from 0 to below 1.
 */
export type OwnAugmentation = (sample: AugmentedSample, draw: () => number) => AugmentedSample;

export type Augmentation = BuiltInAugmentation | OwnAugmentation;

interface Filled {
  readonly fill?: Fill;
}

/**
 * Augmentations of pictures want an input `[height, width]` or `[height, width, channels]`; those of colour want its numbers
 * from 0 to 1. Each amount is drawn anew for each sample and epoch.
 */
export const augment = {
  /** Mirrors a picture with a chance of one half; with `both` once for each direction. */
  flip(direction: 'horizontal' | 'vertical' | 'both' = 'horizontal'): BuiltInAugmentation {
    return { kind: 'flip', direction: expectOneOf('flip', direction, ['horizontal', 'vertical', 'both']) };
  },
  /** Turns by up to `factor` of a full turn, either way. */
  rotation(factor: number, options: Filled = {}): BuiltInAugmentation {
    return { kind: 'rotation', factor: within('rotation', factor, 0, 1), fill: fillOf('rotation', options) };
  },
  /** Makes larger or smaller by up to `factor`: 0.2 is up to a fifth. */
  zoom(factor: number, options: Filled = {}): BuiltInAugmentation {
    return { kind: 'zoom', factor: within('zoom', factor, 0, 0.99), fill: fillOf('zoom', options) };
  },
  /** Moves by up to `height` of the height and `width` of the width, either way. */
  translation(height: number, width: number = height, options: Filled = {}): BuiltInAugmentation {
    return {
      kind: 'translation',
      height: within('translation', height, 0, 1),
      width: within('translation', width, 0, 1),
      fill: fillOf('translation', options),
    };
  },
  /** Puts `padding` black pixels around the picture and cuts a part of the old size out of it. */
  crop(padding: number): BuiltInAugmentation {
    return { kind: 'crop', padding: whole('crop', padding) };
  },
  /** Blackens a square of `size` pixels (DeVries and Taylor, 2017). */
  cutout(size: number): BuiltInAugmentation {
    return { kind: 'cutout', size: whole('cutout', size) };
  },
  /** Adds a number from -`factor` to `factor`. */
  brightness(factor: number): BuiltInAugmentation {
    return { kind: 'brightness', factor: within('brightness', factor, 0, 1) };
  },
  /** Brings the numbers of each channel nearer to their mean or away from it, by a factor from 1 - `factor` to 1 + `factor`. */
  contrast(factor: number): BuiltInAugmentation {
    return { kind: 'contrast', factor: within('contrast', factor, 0, 1) };
  },
  /** Multiplies the saturation by a number from 1 - `factor` to 1 + `factor`. */
  saturation(factor: number): BuiltInAugmentation {
    return { kind: 'saturation', factor: within('saturation', factor, 0, 1) };
  },
  /** Turns the hue by up to `factor` of the circle, either way. */
  hue(factor: number): BuiltInAugmentation {
    return { kind: 'hue', factor: within('hue', factor, 0, 0.5) };
  },
  /** Adds normal noise of this standard deviation to all inputs but ids. */
  noise(deviation: number): BuiltInAugmentation {
    return { kind: 'noise', deviation: within('noise', deviation, 0, 1e6) };
  },
  /**
   * Mixes each sample, and its target, with another one of the training data (Zhang and others, 2018); the share of the
   * other has the distribution Beta(`alpha`, `alpha`).
   */
  mixup(alpha = 0.2): BuiltInAugmentation {
    return { kind: 'mixup', alpha: within('mixup', alpha, 1e-3, 1e3) };
  },
  /** Puts `id` (1, the unknown word) in the place of a share `rate` of the tokens; padding, which is 0, stays. */
  tokenDropout(rate: number, { id = 1 }: { readonly id?: number } = {}): BuiltInAugmentation {
    return { kind: 'tokenDropout', rate: within('tokenDropout', rate, 0, 1), id: whole('tokenDropout', id) };
  },
};

const refuse = (name: string, fault: string) => new LockstepError('BAD_INPUT', `augment.${name}: ${fault}`);

function within(name: string, value: number, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw refuse(name, `${value} is not a number from ${least} to ${most}`);
}

function whole(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw refuse(name, `${value} is not a whole number of 0 or more`);
}

function expectOneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw refuse(name, `"${value}" is none of ${known.join(', ')}`);
}

function fillOf(name: string, { fill = 'reflect' }: Filled): Fill {
  return expectOneOf(name, fill, ['reflect', 'nearest', 'constant']);
}
