/** Losses of Keras with their options, in camel case. */
import type { LossName } from './names.ts';

export interface LossOptions {
  /** Outputs are logits: no sigmoid and no softmax ends the model. */
  readonly fromLogits?: boolean;
  /** 0.1 makes 0.9 + 0.1 / classes of a 1, and 0.1 / classes of a 0. */
  readonly labelSmoothing?: number;
  /** Labels of this class count for nothing. */
  readonly ignoreClass?: number;
  readonly applyClassBalancing?: boolean;
  readonly alpha?: number;
  readonly beta?: number;
  readonly gamma?: number;
  readonly delta?: number;
  /** Between 0 and 1: near 0 it is a cross-entropy, near 1 the absolute error. */
  readonly q?: number;
  /** Axes that are summed over; left out, all, that of the samples too. */
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
  /** Lin et al. (2017): what is known well counts for little. */
  binaryFocalCrossentropy: spec<keyof Smoothed | 'applyClassBalancing' | 'alpha' | 'gamma'>(
    'binaryFocalCrossentropy',
  ),
  categoricalFocalCrossentropy: spec<keyof Smoothed | 'alpha' | 'gamma'>('categoricalFocalCrossentropy'),
  /** A square up to `delta`, a line beyond. */
  huber: spec<'delta'>('huber'),
  /** Zhang and Sabuncu (2018): of labels that may be wrong; they are numbers of classes. */
  categoricalGeneralizedCrossEntropy: spec<'q'>('categoricalGeneralizedCrossEntropy'),
  /** Overlap of segmentations; without `axis` over the whole global batch. */
  dice: spec<'axis'>('dice'),
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
