import type { KernelConfig, Named } from './options.ts';
import type { DataFormat } from './shapes.ts';

interface Window1DConfig {
  readonly kernelSize: number | readonly [number];
  readonly strides: number | readonly [number];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: DataFormat;
  readonly dilationRate: number | readonly [number];
  readonly activation: string | null;
}

export interface Conv1DTransposeConfig extends Window1DConfig, KernelConfig {
  readonly filters: number;
  readonly outputPadding: number | readonly [number] | null;
}

type Biased = Omit<KernelConfig, 'kernelInitializer' | 'kernelRegularizer' | 'kernelConstraint'>;

export interface DepthwiseConv1DConfig extends Window1DConfig, Biased {
  readonly depthMultiplier: number;
  readonly depthwiseInitializer: Named;
  readonly depthwiseRegularizer: Named | null;
  readonly depthwiseConstraint: Named | null;
}

export interface SeparableConv1DConfig extends DepthwiseConv1DConfig {
  readonly filters: number;
  readonly pointwiseInitializer: Named;
  readonly pointwiseRegularizer: Named | null;
  readonly pointwiseConstraint: Named | null;
}
