export interface ELUConfig {
  /** What the layer tends to below is minus this. */
  readonly alpha: number;
}

export interface ActivityRegularizationConfig {
  readonly l1: number;
  readonly l2: number;
}

export interface SoftmaxConfig {
  readonly axis: number | readonly number[];
}
