export interface CustomScaleConfig {
  /** What a residual is multiplied by. */
  readonly scale: number;
}

export interface LayerScaleConfig {
  /** Value that every factor begins with. */
  readonly initValues: number;
  /** Number of channels, each of which has a factor. */
  readonly projectionDim: number;
}

export interface StochasticDepthConfig {
  /** Chance that a sample's residual is left out, from 0 to 1. */
  readonly dropPathRate: number;
}
