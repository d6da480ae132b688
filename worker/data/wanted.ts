/** Which samples a share of a batch needs. Pure. */
import { partnersOf } from '../../datasets/augmentation/chance.ts';
import { epochOrder, positionsOf, type Share } from '../../datasets/sampling.ts';

/** A share of a batch of an epoch. */
export interface Place {
  readonly epoch: number;
  readonly batchIndex: number;
  readonly share: Share;
}

export interface WantedOptions {
  readonly seed: number;
  readonly batchSize: number;
  /** Samples of the training split. */
  readonly length: number;
  /** Number of the augmentation that mixes each sample with another one; left out, none does. */
  readonly mixup?: number | undefined;
}

export class Wanted {
  readonly #options: WantedOptions;

  constructor(options: WantedOptions) {
    this.#options = options;
  }

  /** How many samples a share needs. */
  count({ batchIndex, share }: Place): number {
    const { batchSize, length, mixup } = this.#options;
    const { start, end } = positionsOf(batchIndex, batchSize, length, share);
    return (end - start) * (mixup === undefined ? 1 : 2);
  }

  /** Their numbers: the share's own, then those that they are mixed with. */
  numbers({ epoch, batchIndex, share }: Place): Uint32Array {
    const { seed, batchSize, length, mixup } = this.#options;
    const { start, end } = positionsOf(batchIndex, batchSize, length, share);
    const own = epochOrder(seed, epoch, length).slice(start, end);
    if (mixup === undefined) return own;
    return Uint32Array.from([...own, ...partnersOf(seed, epoch, own, length, mixup)]);
  }
}
