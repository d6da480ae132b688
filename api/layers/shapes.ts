export type DataFormat = 'channelsFirst' | 'channelsLast';

type Ends = readonly [number, number];

export interface Cropping1DConfig {
  /** At the beginning and at the end. */
  readonly cropping: number | Ends;
}

export interface Cropping3DConfig {
  readonly cropping: number | readonly [number, number, number] | readonly [Ends, Ends, Ends];
  readonly dataFormat: DataFormat;
}

export interface ZeroPadding1DConfig {
  readonly padding: number | Ends;
  readonly dataFormat: DataFormat;
}

export interface ZeroPadding3DConfig {
  readonly padding: number | readonly [number, number, number] | readonly [Ends, Ends, Ends];
  readonly dataFormat: DataFormat;
}

export interface UpSampling1DConfig {
  readonly size: number;
}

export interface UpSampling3DConfig {
  readonly size: number | readonly [number, number, number];
  readonly dataFormat: DataFormat;
}

export interface GlobalPoolingConfig {
  readonly dataFormat: DataFormat;
  /** Keeps the axes that are pooled over, with length 1. */
  readonly keepdims: boolean;
}

export interface AdaptivePoolingConfig {
  /** Lengths of the output's sides; one number for all of them. */
  readonly outputSize: number | readonly number[];
  readonly dataFormat: DataFormat;
}

export interface SpatialDropoutConfig {
  readonly rate: number;
  readonly dataFormat: DataFormat;
  readonly seed: number | null;
}
