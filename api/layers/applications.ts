export interface CustomScaleConfig {
  /** What a residual is multiplied by. */
  readonly scale: number;
}

export interface LayerScaleConfig {
  /** What the factors begin with. */
  readonly initValues: number;
  /** Channels. */
  readonly projectionDim: number;
}

export interface StochasticDepthConfig {
  /** Chance that a residual is left out, from 0 to 1. */
  readonly dropPathRate: number;
}
