import type { KernelConfig, Named } from './options.ts';
import type { DataFormat } from './shapes.ts';

/** @typeParam Sides one number a side */
export interface ConvLSTMConfig<Sides> extends KernelConfig {
  readonly filters: number;
  readonly kernelSize: number | Sides;
  readonly strides: number | Sides;
  readonly padding: 'valid' | 'same';
  readonly dataFormat: DataFormat;
  /** Dilation of the input's convolution, not of the state's. */
  readonly dilationRate: number | Sides;
  readonly activation: string | null;
  readonly recurrentActivation: string;
  readonly recurrentInitializer: Named;
  readonly recurrentRegularizer: Named | null;
  readonly recurrentConstraint: Named | null;
  readonly unitForgetBias: boolean;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
}
