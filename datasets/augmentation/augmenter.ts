import type {
  Augmentation,
  AugmentedSample,
  BuiltInAugmentation,
  OwnAugmentation,
} from '../../api/augment.ts';
import type { Batch, DataSource, Feature } from '../../api/data.ts';
import { sizeOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import { reasonOf } from '../../base/script.ts';
import type { Range } from '../sampling.ts';
import { betaOf, between, drawsOf, normalOf } from './chance.ts';
import { mixupIn, pictureOf, SUBJECT } from './check.ts';
import { brightness, contrast, recolour } from './colour.ts';
import { blacken, flip, type Picture, rotation, shift, transform, translation, zoom } from './geometry.ts';

type Draw = () => number;
type Numbers = Float32Array | Int32Array;

/** Carries out a job's augmentations, each a pure function of (seed, epoch, sample). */
export class Augmenter {
  readonly #augmentations: readonly Augmentation[];
  readonly #source: DataSource;
  readonly #seed: number;

  constructor(augmentations: readonly Augmentation[], source: DataSource, seed: number) {
    this.#augmentations = augmentations;
    this.#source = source;
    this.#seed = seed;
  }

  /**
   * Augments a batch in place. Where samples are mixed, its second half are the ones that the first half is mixed with,
   * and of no more use after that.
   * @param samples numbers of the batch's samples in the training split
   * @param part the samples that are augmented, out of those that are the batch's own; left out, all
   * @throws LockstepError BAD_INPUT where an augmentation of the job's own fails
   */
  apply(batch: Batch, epoch: number, samples: ArrayLike<number>, part?: Range): void {
    const half = mixupIn(this.#augmentations) === undefined ? 0 : Math.floor(batch.size / 2);
    const { start, end } = part ?? { start: 0, end: half || batch.size };
    const own = Array.from({ length: end - start }, (_, i) => start + i);
    let rows = half > 0 ? [...own, ...own.map((row) => half + row)] : own;
    for (const [number, one] of this.#augmentations.entries()) {
      const drawsOfRow = (row: number) => drawsOf(this.#seed, epoch, samples[row]!, number);
      if (typeof one === 'function') {
        for (const row of rows) this.#applyOwn(one, number, batch, row, drawsOfRow(row));
      } else if (one.kind === 'mixup') {
        rows = own;
        for (const row of rows) {
          const draw = drawsOfRow(row);
          // The first number has chosen the partner.
          draw();
          this.#mix(batch, row, half + row, betaOf(draw, one.alpha));
        }
      } else {
        for (const row of rows) this.#applyBuiltIn(one, batch, row, () => drawsOfRow(row));
      }
    }
  }

  /** All pictures of a sample are moved alike: each begins with the same numbers. */
  #applyBuiltIn(one: BuiltInAugmentation, { inputs }: Batch, row: number, drawsAgain: () => Draw): void {
    for (const [i, feature] of this.#source.inputs.entries()) {
      const values = rowOf(inputs[i]!, feature, row);
      const picture = pictureOf(feature);
      const subject = SUBJECT[one.kind];
      if (values instanceof Int32Array) {
        if (one.kind === 'tokenDropout') dropTokens(one, values, drawsAgain());
      } else if (one.kind === 'noise') {
        const normal = normalOf(drawsAgain());
        for (let k = 0; k < values.length; k++) values[k]! += one.deviation * normal();
      } else if (picture && subject !== 'numbers' && subject !== 'tokens') {
        augmentPicture(one, values, picture, drawsAgain());
      }
    }
  }

  #applyOwn(own: OwnAugmentation, number: number, batch: Batch, row: number, draw: Draw): void {
    const { inputs, targets } = this.#source;
    const given: AugmentedSample = {
      inputs: namedRows(inputs, batch.inputs, row),
      targets: namedRows(targets, batch.targets, row),
    };
    const what = `augmentation ${number + 1} of the job`;
    let made: AugmentedSample;
    try {
      made = own(given, draw);
    } catch (cause) {
      throw new LockstepError('BAD_INPUT', `${what} fails: ${reasonOf(cause)}`, { cause });
    }
    for (const [kind, features] of [
      ['inputs', inputs],
      ['targets', targets],
    ] as const) {
      for (const { name } of features) {
        const [before, after] = [given[kind][name]!, made?.[kind]?.[name]];
        if (after === before) continue;
        if (after?.length !== before.length) {
          const got = after === undefined ? 'nothing' : `${after.length} numbers`;
          throw new LockstepError(
            'BAD_INPUT',
            `${what} gives ${got} for ${name}, which has ${before.length}`,
            {
              hint: 'Return the sample, changed in place: { inputs, targets }',
            },
          );
        }
        before.set(after);
      }
    }
  }

  #mix(batch: Batch, row: number, other: number, share: number): void {
    for (const kind of ['inputs', 'targets'] as const) {
      for (const [i, feature] of this.#source[kind].entries()) {
        const [values, others] = [
          rowOf(batch[kind][i]!, feature, row),
          rowOf(batch[kind][i]!, feature, other),
        ];
        for (let k = 0; k < values.length; k++) values[k] = values[k]! * (1 - share) + others[k]! * share;
      }
    }
  }
}

function rowOf(values: Numbers, { shape }: Feature, row: number): Numbers {
  const width = sizeOf(shape);
  return values.subarray(row * width, (row + 1) * width);
}

function namedRows(
  features: readonly Feature[],
  arrays: readonly Numbers[],
  row: number,
): Record<string, Numbers> {
  return Object.fromEntries(features.map((feature, i) => [feature.name, rowOf(arrays[i]!, feature, row)]));
}

function dropTokens(
  { rate, id }: Extract<BuiltInAugmentation, { kind: 'tokenDropout' }>,
  tokens: Int32Array,
  draw: Draw,
): void {
  for (let i = 0; i < tokens.length; i++) if (draw() < rate && tokens[i] !== 0) tokens[i] = id;
}

function augmentPicture(one: BuiltInAugmentation, values: Float32Array, picture: Picture, draw: Draw): void {
  const { height, width, channels } = picture;
  switch (one.kind) {
    case 'flip': {
      const [horizontal, vertical] = [draw() < 0.5, draw() < 0.5];
      const wanted = one.direction;
      flip(values, picture, horizontal && wanted !== 'vertical', vertical && wanted !== 'horizontal');
      break;
    }
    case 'rotation': {
      const angle = 2 * Math.PI * between(draw, -one.factor, one.factor);
      transform(values, picture, rotation(picture, angle), one.fill);
      break;
    }
    case 'zoom':
      transform(values, picture, zoom(picture, 1 + between(draw, -one.factor, one.factor)), one.fill);
      break;
    case 'translation': {
      const down = height * between(draw, -one.height, one.height);
      const right = width * between(draw, -one.width, one.width);
      transform(values, picture, translation(down, right), one.fill);
      break;
    }
    case 'crop': {
      const pixels = () => Math.floor((2 * one.padding + 1) * draw()) - one.padding;
      shift(values, picture, pixels(), pixels());
      break;
    }
    case 'cutout': {
      const top = Math.floor(height * draw()) - Math.floor(one.size / 2);
      const left = Math.floor(width * draw()) - Math.floor(one.size / 2);
      blacken(values, picture, [top, left, top + one.size, left + one.size]);
      break;
    }
    case 'brightness':
      brightness(values, between(draw, -one.factor, one.factor));
      break;
    case 'contrast':
      contrast(values, channels, between(draw, 1 - one.factor, 1 + one.factor));
      break;
    case 'saturation':
      recolour(values, 0, between(draw, 1 - one.factor, 1 + one.factor));
      break;
    case 'hue':
      recolour(values, between(draw, -one.factor, one.factor), 1);
      break;
  }
}
