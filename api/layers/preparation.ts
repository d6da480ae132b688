export interface RescalingConfig {
  /** A number, or one a channel. */
  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];
}

type Nested = number | readonly Nested[];

export interface NormalizationConfig {
  /** Axes that have a mean of their own for each place; null for one mean in all. */
  readonly axis: number | readonly number[] | null;
  /** Left out, mean and variance are weights, as a model from Keras brings them. */
  readonly mean: Nested | null;
  readonly variance: Nested | null;
  /** Multiplies by the deviation and adds the mean. */
  readonly invert: boolean;
}

export interface DiscretizationConfig {
  /** Rising: a number below the first is 0, one from the last on is their count. */
  readonly binBoundaries: readonly number[];
  readonly outputMode: 'int' | 'oneHot' | 'multiHot' | 'count';
}

export interface CategoryEncodingConfig {
  readonly numTokens: number;
  readonly outputMode: 'oneHot' | 'multiHot' | 'count';
}
