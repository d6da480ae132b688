/** Whether a job's augmentations fit its data. Pure. */
import type { Augmentation, BuiltInAugmentation } from '../../api/augment.ts';
import type { DataSource, Feature } from '../../api/data.ts';
import type { Ranges } from '../../api/ranges.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Picture } from './geometry.ts';

type Kind = BuiltInAugmentation['kind'];

/** What an augmentation is put on. */
export const SUBJECT: Readonly<Record<Kind, 'pictures' | 'levels' | 'colours' | 'numbers' | 'tokens'>> = {
  flip: 'pictures',
  rotation: 'pictures',
  zoom: 'pictures',
  translation: 'pictures',
  crop: 'pictures',
  cutout: 'pictures',
  brightness: 'levels',
  contrast: 'levels',
  saturation: 'colours',
  hue: 'colours',
  noise: 'numbers',
  mixup: 'numbers',
  tokenDropout: 'tokens',
};

/** The sides of a picture; undefined for a feature that is none. */
export function pictureOf({ shape, encoding }: Feature): Picture | undefined {
  const [height, width, channels = 1] = shape;
  if (encoding.kind !== 'scale' || shape.length < 2 || shape.length > 3 || channels > 4) return undefined;
  return { height: height!, width: width!, channels };
}

/** Number of the augmentation that mixes each sample with another one; undefined where none does. */
export function mixupIn(augmentations: readonly Augmentation[]): number | undefined {
  const number = augmentations.findIndex((one) => typeof one !== 'function' && one.kind === 'mixup');
  return number < 0 ? undefined : number;
}

/** @throws LockstepError BAD_INPUT that names the augmentation which the data cannot have */
export function expectAugmentable(
  augmentations: readonly Augmentation[],
  { inputs, targets }: DataSource,
  ranges: Ranges,
): void {
  const shapes = inputs.map(({ name, shape }) => `${name} [${shape}]`).join(', ');
  const pictures = inputs.filter(pictureOf);
  for (const one of augmentations) {
    if (typeof one === 'function') continue;
    const refuse = (fault: string, hint: string) => {
      throw new LockstepError('BAD_INPUT', `augment.${one.kind} ${fault}`, { hint });
    };
    const subject = SUBJECT[one.kind];
    if (['pictures', 'levels', 'colours'].includes(subject) && pictures.length === 0) {
      refuse(
        `is for pictures, and the inputs are ${shapes}`,
        'Leave it out, or give inputs [height, width, channels]',
      );
    }
    const coloured = pictures.every((picture) => pictureOf(picture)?.channels === 3);
    if (subject === 'colours' && !coloured) {
      refuse(`is for red, green and blue, and the inputs are ${shapes}`, 'Leave it out');
    }
    const beyond = pictures.find(
      ({ name }) => (ranges[name]?.min ?? 0) < 0 || (ranges[name]?.max ?? 1) > 1 + 1e-6,
    );
    if ((subject === 'levels' || subject === 'colours') && beyond) {
      const { min, max } = ranges[beyond.name]!;
      refuse(
        `is for numbers from 0 to 1, and those of ${beyond.name} go from ${min} to ${max}`,
        'Scale the input: 1 / 255 for bytes',
      );
    }
    if (subject === 'tokens' && !inputs.some(({ encoding }) => encoding.kind === 'ids')) {
      refuse(`is for ids of tokens, and the inputs are ${shapes}`, 'Leave it out');
    }
    if (subject === 'numbers' && !inputs.some(({ encoding }) => encoding.kind !== 'ids')) {
      refuse(`is for numbers, and the inputs ${shapes} are ids`, 'Leave it out');
    }
    const ids = [...inputs, ...targets].find(({ encoding }) => encoding.kind === 'ids');
    if (one.kind === 'mixup' && ids) {
      refuse(
        `mixes numbers, and ${ids.name} holds ids`,
        'Feed the classes one-hot: with the loss categoricalCrossentropy',
      );
    }
    if (one.kind === 'cutout' || one.kind === 'crop') {
      const size = one.kind === 'cutout' ? one.size : one.padding;
      const small = pictures.find((picture) => size > Math.min(picture.shape[0]!, picture.shape[1]!));
      if (small)
        refuse(`of ${size} pixels is larger than ${small.name} [${small.shape}]`, 'Give fewer pixels');
    }
  }
  if (augmentations.filter((one) => typeof one !== 'function' && one.kind === 'mixup').length > 1) {
    throw new LockstepError('BAD_INPUT', 'augment.mixup is there twice', { hint: 'Name it once' });
  }
}
