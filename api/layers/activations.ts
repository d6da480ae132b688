export interface ELUConfig {
  /** Far below 0 the output tends to minus this. */
  readonly alpha: number;
}

export interface ActivityRegularizationConfig {
  readonly l1: number;
  readonly l2: number;
}

export interface SoftmaxConfig {
  readonly axis: number | readonly number[];
}
