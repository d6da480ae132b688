import type { KernelConfig } from './options.ts';

export interface EinsumDenseConfig extends KernelConfig {
  /** `'ab,bc->ac'`, `'...a,ab->...b'` or `'ab...,bc->ac...'`: input, kernel and output. */
  readonly equation: string;
  /** Of a sample, without what an ellipsis stands for; null where the input says it. */
  readonly outputShape: number | readonly (number | null)[];
  /** Letters of the output that the bias has. */
  readonly biasAxes: string | null;
  readonly activation: string | null;
}
