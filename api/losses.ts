/** Losses of Keras with their options, in camel case. */
import type { LossName } from './names.ts';

export interface LossOptions {
  /** Outputs are logits: no sigmoid and no softmax ends the model. */
  readonly fromLogits?: boolean;
  /** 0.1 makes 0.9 + 0.1 / classes of a 1, and 0.1 / classes of a 0. Left out: 0. */
  readonly labelSmoothing?: number;
  /** Labels of this class count for nothing. */
  readonly ignoreClass?: number;
  /** The binary focal loss counts a 1 by `alpha`, and a 0 by 1 - `alpha`. */
  readonly applyClassBalancing?: boolean;
  /**
   * Focal losses: what a class counts for (0.25). Tversky: what a false negative counts for (0.5), as Keras computes it;
   * its documentation has the two the other way round.
   */
  readonly alpha?: number;
  /** Tversky: what a false positive counts for (0.5). */
  readonly beta?: number;
  /** Focal losses: the power that takes weight off what is known well (2). */
  readonly gamma?: number;
  /** Huber: the error up to which it is a square (1). */
  readonly delta?: number;
  /** From 0 to 1: near 0 the loss is a cross-entropy, near 1 the absolute error. Left out: 0.5. */
  readonly q?: number;
  /** Axes that are summed over. Left out: all of them, that of the samples too. */
  readonly axis?: readonly number[];
}

/** A loss by name, with options. */
export interface LossSpec {
  readonly name: LossName;
  readonly options: LossOptions;
}

type Smoothed = Pick<LossOptions, 'fromLogits' | 'labelSmoothing'>;

const spec =
  <K extends keyof LossOptions>(name: LossName) =>
  (options?: Pick<LossOptions, K>): LossSpec => ({ name, options: options ?? {} });

/** `loss: losses.binaryCrossentropy({ fromLogits: true })` */
export const losses = {
  binaryCrossentropy: spec<keyof Smoothed>('binaryCrossentropy'),
  categoricalCrossentropy: spec<keyof Smoothed>('categoricalCrossentropy'),
  sparseCategoricalCrossentropy: spec<'fromLogits' | 'ignoreClass'>('sparseCategoricalCrossentropy'),
  /** Lin et al. (2017): a sample that the model knows well counts for little. */
  binaryFocalCrossentropy: spec<keyof Smoothed | 'applyClassBalancing' | 'alpha' | 'gamma'>(
    'binaryFocalCrossentropy',
  ),
  categoricalFocalCrossentropy: spec<keyof Smoothed | 'alpha' | 'gamma'>('categoricalFocalCrossentropy'),
  /** A square up to `delta`, a line beyond. */
  huber: spec<'delta'>('huber'),
  /** Zhang and Sabuncu (2018): for labels of which some are wrong; they are numbers of classes. */
  categoricalGeneralizedCrossEntropy: spec<'q'>('categoricalGeneralizedCrossEntropy'),
  /** 1 minus the overlap of two segmentations; without `axis` over the whole global batch. */
  dice: spec<'axis'>('dice'),
  /** As `dice`, where false positives and false negatives count for what one likes (Salehi et al., 2017). */
  tversky: spec<'alpha' | 'beta' | 'axis'>('tversky'),
} as const;

/** Options that each of these losses has. */
export const LOSS_OPTIONS: Readonly<Partial<Record<LossName, readonly (keyof LossOptions)[]>>> = {
  binaryCrossentropy: ['fromLogits', 'labelSmoothing'],
  categoricalCrossentropy: ['fromLogits', 'labelSmoothing'],
  sparseCategoricalCrossentropy: ['fromLogits', 'ignoreClass'],
  binaryFocalCrossentropy: ['fromLogits', 'labelSmoothing', 'applyClassBalancing', 'alpha', 'gamma'],
  categoricalFocalCrossentropy: ['fromLogits', 'labelSmoothing', 'alpha', 'gamma'],
  huber: ['delta'],
  categoricalGeneralizedCrossEntropy: ['q'],
  dice: ['axis'],
  tversky: ['alpha', 'beta', 'axis'],
};
