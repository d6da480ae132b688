export interface ELUConfig {
  /** What the layer tends to below is minus this. */
  readonly alpha: number;
}

export interface SoftmaxConfig {
  readonly axis: number | readonly number[];
}
