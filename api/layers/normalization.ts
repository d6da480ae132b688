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
  /** A divisor of the number of channels; -1: a group for each channel. */
  readonly groups: number;
  /** The axis of the channels. */
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
  /** A layer with one kernel: dense, einsumDense, embedding or a convolution. */
  readonly layer: layers.Layer;
  /** Rounds of the power iteration in each training step. Left out: 1. */
  readonly powerIterations?: number;
}
