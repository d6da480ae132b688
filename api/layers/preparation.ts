export interface RescalingConfig {
  /** A number, or one a channel. */
  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];
}

type Nested = number | readonly Nested[];

export interface NormalizationConfig {
  /** Axes along which each place has a mean and a variance of its own; null: one of each for all numbers. */
  readonly axis: number | readonly number[] | null;
  /** Left out, mean and variance are weights, as a model from Keras brings them. */
  readonly mean: Nested | null;
  readonly variance: Nested | null;
  /** The other way: multiplies by the standard deviation and adds the mean. */
  readonly invert: boolean;
}

export interface DiscretizationConfig {
  /** In rising order. A number below the first gives 0, one from the last on gives their count. */
  readonly binBoundaries: readonly number[];
  readonly outputMode: 'int' | 'oneHot' | 'multiHot' | 'count';
}

export interface CategoryEncodingConfig {
  readonly numTokens: number;
  readonly outputMode: 'oneHot' | 'multiHot' | 'count';
}
