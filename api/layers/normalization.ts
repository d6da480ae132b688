import type { layers } from '@tensorflow/tfjs';
import type { LayerOptions, Named } from './options.ts';

/** What scales and shifts what has been normalized. */
interface ScaledConfig {
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaInitializer: Named;
  readonly gammaInitializer: Named;
  readonly betaRegularizer: Named | null;
  readonly gammaRegularizer: Named | null;
  readonly betaConstraint: Named | null;
  readonly gammaConstraint: Named | null;
}

export interface LayerNormalizationConfig extends ScaledConfig {
  readonly axis: number | readonly number[];
}

export interface GroupNormalizationConfig extends ScaledConfig {
  /** Divides the channels; -1 for one group a channel. */
  readonly groups: number;
  /** That of the channels. */
  readonly axis: number;
}

export interface RMSNormalizationConfig {
  /** The last axis, or the last few. */
  readonly axis: number | readonly number[];
  readonly epsilon: number;
}

export interface UnitNormalizationConfig {
  readonly axis: number | readonly number[];
}

export interface SpectralNormalizationConfig extends LayerOptions {
  /** With one kernel of its own: dense, einsumDense, embedding, a convolution. */
  readonly layer: layers.Layer;
  /** Of the power iteration in each training step: 1 where it is left out. */
  readonly powerIterations?: number;
}
